"""Addresses of taking a test."""

from django.urls import path

from courses.attempts import start_views, views

app_name = "attempts"
urlpatterns = [
    path("modules/<int:module_pk>/test/", start_views.start, name="start"),
    path("modules/<int:module_pk>/practice/", start_views.practice, name="practice"),
    path("attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("attempts/<uuid:uid>/answers/", views.answer, name="answer"),
    path("attempts/<uuid:uid>/notes/", views.note, name="note"),
    path("attempts/<uuid:uid>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:uid>/result/", views.result, name="result"),
]
