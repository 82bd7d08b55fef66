"""Addresses of the portal."""

from django.urls import path

from lms.portal import training_views, views
from lms.portal.calendars import views as calendar_views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("trainings/", training_views.teaching, name="teaching"),
    path("projects/", training_views.projects, name="projects"),
    path("certificates/", views.certificates, name="certificates"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/new/", calendar_views.new_address, name="new_calendar"),
    path("calendar/end/", calendar_views.end_address, name="end_calendar"),
    path("details/", views.details, name="details"),
]
