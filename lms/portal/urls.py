"""Addresses of the portal."""

from django.urls import path

from lms.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("certificates/", views.certificates, name="certificates"),
    path("details/", views.details, name="details"),
]
