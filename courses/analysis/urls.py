"""Addresses of what comes after a test."""

from django.urls import path

from courses.analysis import attempt_views, regrade_views, views

app_name = "analysis"
urlpatterns = [
    path("", views.assessments, name="assessments"),
    path("tests/<slug:code>/", views.assessment, name="assessment"),
    path("tests/<slug:code>/questions.csv", views.export, name="export"),
    path("tests/<slug:code>/questions/<int:version_pk>/", views.question, name="question"),
    path("tests/<slug:code>/attempts/", views.attempts, name="attempts"),
    path("versions/<int:version_pk>/regrade/", regrade_views.regrade, name="regrade"),
    path("regrades/", regrade_views.runs, name="runs"),
    path("regrades/<int:pk>/", regrade_views.run, name="run"),
    path("attempts/<uuid:uid>/", attempt_views.replayed, name="replay"),
    path("attempts/<uuid:uid>/withdraw/", attempt_views.withdraw, name="withdraw"),
]
