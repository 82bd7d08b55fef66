"""Addresses of taking a test."""

from django.urls import path

from courses.attempts import accommodation_views, start_views, upload_views, views
from courses.attempts.paper import views as paper_views

app_name = "attempts"
urlpatterns = [
    path("deliveries/<uuid:delivery_uid>/tests/", paper_views.tests, name="printed_tests"),
    path(
        "deliveries/<uuid:delivery_uid>/tests/<int:module_pk>/<str:variant>/test.pdf",
        paper_views.test,
        name="printed_test",
    ),
    path(
        "deliveries/<uuid:delivery_uid>/tests/<int:module_pk>/<str:variant>/key.pdf",
        paper_views.key,
        name="printed_key",
    ),
    path("accommodations/", accommodation_views.accommodations, name="accommodations"),
    path(
        "accommodations/for/<uuid:public_id>/",
        accommodation_views.grant,
        name="grant_accommodation",
    ),
    path("accommodations/<int:pk>/end/", accommodation_views.end, name="end_accommodation"),
    path("modules/<int:module_pk>/test/", start_views.start, name="start"),
    path("modules/<int:module_pk>/practice/", start_views.practice, name="practice"),
    path("attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("attempts/<uuid:uid>/answers/", views.answer, name="answer"),
    path("attempts/<uuid:uid>/notes/", views.note, name="note"),
    path("attempts/<uuid:uid>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:uid>/result/", views.result, name="result"),
    path("attempts/<uuid:uid>/files/<int:position>/", upload_views.files, name="files"),
    path("attempts/files/<uuid:uid>/", upload_views.answer_file, name="answer_file"),
]
