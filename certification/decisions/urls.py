"""Addresses of decisions."""

from django.urls import path

from certification.decisions import views, withdrawn_views

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="list"),
    path("withdrawn/", withdrawn_views.withdrawn, name="withdrawn"),
    path("<int:pk>/", views.decision, name="detail"),
]
