"""Addresses of evaluation inside a delivery; the form itself lies at a secret address."""

from django.urls import path

from courses.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("<uuid:delivery_uid>/evaluation/", views.evaluation, name="evaluation"),
    path("<uuid:delivery_uid>/evaluation/ask/", views.ask_after_session, name="ask"),
    path("<uuid:delivery_uid>/evaluation/tests/", views.pair, name="pair"),
    path("surveys/<int:survey_pk>/", views.results, name="results"),
]
