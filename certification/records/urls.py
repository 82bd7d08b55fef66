"""Addresses of taking past trainings."""

from django.urls import path

from certification.records.files import views

app_name = "records"
urlpatterns = [
    path("", views.files, name="files"),
    path("evidence/", views.evidence, name="evidence"),
    path("<uuid:job_uid>/", views.file, name="file"),
]
