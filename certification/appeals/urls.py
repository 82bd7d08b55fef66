"""Addresses of appeals."""

from django.urls import path

from certification.appeals import views

app_name = "appeals"
urlpatterns = [
    path("", views.appeals, name="list"),
    path("against/decisions/<int:pk>/", views.against_decision, name="against_decision"),
    path("against/changes/<int:pk>/", views.against_change, name="against_change"),
    path("<uuid:uid>/", views.appeal, name="appeal"),
    path("<uuid:uid>/decide/", views.decide, name="decide"),
    path("<uuid:uid>/confirm/", views.confirm, name="confirm"),
    path("<uuid:uid>/return/", views.give_back, name="give_back"),
    path("<uuid:uid>/outside/", views.outside, name="outside"),
]
