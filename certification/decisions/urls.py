"""Addresses of decisions."""

from django.urls import path

from certification.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="list"),
    path("<int:pk>/", views.decision, name="detail"),
]
