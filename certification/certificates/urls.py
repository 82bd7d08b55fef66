"""Addresses of certificates and their public check."""

from django.urls import path

from certification.certificates import views

app_name = "certificates"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.check, name="check"),
]
