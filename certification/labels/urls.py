"""Addresses of labels."""

from django.urls import path

from certification.labels import admin_views, views
from certification.labels.files import views as file_views

app_name = "labels"
urlpatterns = [
    path("", views.labels, name="labels"),
    path("labels.json", views.labels_json, name="json"),
    path("labels.csv", views.labels_csv, name="csv"),
    path("organisations/<uuid:organisation_uid>/", views.organisation, name="organisation"),
    path(
        "organisations/<uuid:organisation_uid>.json",
        views.organisation_json,
        name="organisation_json",
    ),
    path("new/", admin_views.award, name="award"),
    path("<uuid:label_uid>/renew/", admin_views.renew, name="renew"),
    path("<uuid:label_uid>/withdraw/", admin_views.withdraw, name="withdraw"),
    path("<uuid:label_uid>/evidence/", admin_views.evidence, name="evidence"),
    path("evidence/<uuid:evidence_uid>/", admin_views.evidence_file, name="evidence_file"),
    path("files/", file_views.files, name="files"),
    path("files/<uuid:job_uid>/", file_views.file, name="file"),
]
