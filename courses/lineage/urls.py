"""Addresses of lines and of trainers' records."""

from django.urls import path

from courses.lineage import views

app_name = "lineage"
urlpatterns = [
    path("", views.scheme, name="scheme"),
    path("people/<uuid:public_id>/", views.person, name="person"),
    path("trainers/<uuid:public_id>/", views.trainer, name="trainer"),
]
