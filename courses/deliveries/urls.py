"""Addresses of deliveries, and of what only those who may teach see."""

from django.urls import path

from courses.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("teaching-notes/<int:lesson_pk>/", views.teaching_note, name="teaching_note"),
]
