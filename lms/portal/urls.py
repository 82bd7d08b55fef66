"""Addresses of the portal."""

from django.urls import path

from lms.portal import views
from lms.portal.calendars import views as calendar_views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("certificates/", views.certificates, name="certificates"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/new/", calendar_views.new_address, name="new_calendar"),
    path("calendar/end/", calendar_views.end_address, name="end_calendar"),
    path("details/", views.details, name="details"),
]
