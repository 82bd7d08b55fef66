"""Addresses of attendance: lists, the code on the screen, files and packs."""

from django.urls import path

from courses.enrolment.attendance import check_in_views, evidence_views, views

app_name = "attendance"
urlpatterns = [
    path("<uuid:delivery_uid>/attendance/", views.lists, name="lists"),
    path("sessions/<uuid:session_uid>/attendance/", views.attendance, name="list"),
    path("sessions/<uuid:session_uid>/attendance/marks/", views.marks, name="marks"),
    path("sessions/<uuid:session_uid>/attendance/unlock/", views.unlock, name="unlock"),
    path("sessions/<uuid:session_uid>/attendance/screen/", check_in_views.screen, name="screen"),
    path("sessions/<uuid:session_uid>/attendance/code/", check_in_views.code, name="code"),
    path("sessions/<uuid:session_uid>/attendance/scan/", evidence_views.scan, name="scan"),
    path("evidence/<uuid:evidence_uid>/", evidence_views.file, name="file"),
]
