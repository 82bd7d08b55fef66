"""Addresses of the pages on who is one person."""

from django.urls import path

from lms.portal.same_people import decided_views, views

app_name = "people"
urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<uuid:kept>/<uuid:absorbed>/", views.compare, name="compare"),
    path("merges/", decided_views.merges, name="merges"),
    path("merges/<int:pk>/end/", decided_views.unmerge, name="unmerge"),
    path("different/", decided_views.different, name="different"),
    path("different/<int:pk>/end/", decided_views.end_different, name="end_difference"),
]
