"""Addresses of reports."""

from django.urls import path

from certification.counts import views

app_name = "counts"
urlpatterns = [path("trained/", views.trained, name="trained")]
