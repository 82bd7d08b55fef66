"""Addresses of observations."""

from django.urls import path

from courses.observations import views

app_name = "observations"
urlpatterns = [
    path("observations/", views.observations, name="observations"),
    path("sessions/<uuid:session_uid>/observe/", views.begin, name="begin"),
    path("observations/<uuid:observation_uid>/", views.observation, name="observation"),
    path("observations/<uuid:observation_uid>/save/", views.save, name="save"),
    path("observations/<uuid:observation_uid>/sign/", views.sign, name="sign"),
]
