"""Addresses of projects and their targets."""

from django.urls import path

from certification.targets import views

app_name = "targets"
urlpatterns = [
    path("", views.projects, name="projects"),
    path("new/", views.change, name="new"),
    path("<int:pk>/", views.project, name="project"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/partners/", views.partner, name="partner"),
    path("<int:pk>/partners/<int:partner_pk>/gone/", views.partner_gone, name="partner_gone"),
    path("<int:pk>/targets/", views.add, name="add"),
    path("<int:pk>/targets/<uuid:uid>/", views.target, name="target"),
    path("<int:pk>/targets/<uuid:uid>/end/", views.end, name="end"),
]
