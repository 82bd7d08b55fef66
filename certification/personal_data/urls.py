"""Addresses of one's own data, of requests to be removed, and of retention."""

from django.urls import path

from certification.personal_data import admin_views, views

app_name = "personal_data"
urlpatterns = [
    path("my/data/", views.mine, name="mine"),
    path("my/data/copy/", views.copy, name="copy"),
    path("my/data/removal/", views.ask, name="ask"),
    path("my/data/removal/take-back/", views.take_back, name="take_back"),
    path("removals/", admin_views.requests, name="requests"),
    path("removals/<uuid:public_id>/", admin_views.person, name="person"),
    path("retention/", admin_views.retention, name="retention"),
    path("retention/<slug:file_kind>/", admin_views.remove, name="remove"),
    path("retention/projects/<int:paying_pk>/", admin_views.project, name="project"),
    path("retention/holds/<int:hold_pk>/lift/", admin_views.lift, name="lift"),
]
