"""Addresses of closing a delivery."""

from django.urls import path

from courses.closing import views

app_name = "closing"
urlpatterns = [
    path("<uuid:delivery_uid>/closing/", views.closing, name="closing"),
    path("<uuid:delivery_uid>/closing/credits/<int:pk>/sign/", views.sign, name="sign"),
    path("places/<uuid:place_uid>/not-completed/", views.not_completed, name="not_completed"),
]
