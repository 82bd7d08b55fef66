"""Addresses of the auditor's room, of packs of evidence, and of letting auditors in."""

from django.urls import path

from certification.audits import access_views, views
from certification.audits.packs import views as packs

app_name = "audits"
urlpatterns = [
    path("audit/", views.home, name="home"),
    path("audit/log/", views.own_log, name="own_log"),
    path("audit/packs/", packs.packs, name="packs"),
    path("audit/packs/new/", packs.new_pack, name="new_pack"),
    path("audit/packs/<uuid:job_uid>/", packs.pack, name="pack"),
    path("audit/packs/<uuid:job_uid>/progress/", packs.progress, name="progress"),
    path("audit/packs/<uuid:job_uid>.zip", packs.take, name="take"),
    path("auditors/", access_views.auditors, name="auditors"),
    path("auditors/log/", access_views.whole_log, name="log"),
    path("auditors/<int:grant_pk>/", access_views.one_access, name="access"),
    path("auditors/<int:grant_pk>/end/", access_views.end, name="end"),
]
