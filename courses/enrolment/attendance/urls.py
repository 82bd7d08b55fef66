"""Addresses of attendance: lists, the code on the screen, files and packs."""

from django.urls import path

from courses.enrolment.attendance import (
    check_in_views,
    evidence_views,
    pack_views,
    platform_views,
    views,
)

app_name = "attendance"
urlpatterns = [
    path("<uuid:delivery_uid>/attendance/", views.lists, name="lists"),
    path("sessions/<uuid:session_uid>/attendance/", views.attendance, name="list"),
    path("sessions/<uuid:session_uid>/attendance/marks/", views.marks, name="marks"),
    path("sessions/<uuid:session_uid>/attendance/unlock/", views.unlock, name="unlock"),
    path("sessions/<uuid:session_uid>/attendance/screen/", check_in_views.screen, name="screen"),
    path("sessions/<uuid:session_uid>/attendance/code/", check_in_views.code, name="code"),
    path("sessions/<uuid:session_uid>/attendance/scan/", evidence_views.scan, name="scan"),
    path("sessions/<uuid:session_uid>/attendance/log/", platform_views.log, name="log"),
    path("sessions/<uuid:session_uid>/attendance/sheet.pdf", pack_views.sheet, name="sheet"),
    path("sessions/<uuid:session_uid>/attendance/offline.html", pack_views.offline, name="offline"),
    path("sessions/<uuid:session_uid>/attendance/pack/", pack_views.pack, name="pack"),
    path(
        "sessions/<uuid:session_uid>/attendance/sheet/<uuid:place_uid>/<str:signature>/",
        pack_views.sheet_entry,
        name="sheet_entry",
    ),
    path("evidence/<uuid:evidence_uid>/platform/", platform_views.platform, name="platform"),
    path("evidence/<uuid:evidence_uid>/", evidence_views.file, name="file"),
]
