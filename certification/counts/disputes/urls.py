"""Addresses of disputes between projects."""

from django.urls import path

from certification.counts.disputes import views

app_name = "disputes"
urlpatterns = [
    path("", views.disputes, name="disputes"),
    path("settled/", views.settled, name="settled"),
    path("<uuid:record_uid>/", views.dispute, name="dispute"),
    path("<uuid:record_uid>/undo/", views.undo, name="undo"),
]
