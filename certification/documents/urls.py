"""Addresses of documents."""

from django.urls import path

from certification.documents import views

app_name = "documents"
urlpatterns = [
    path("certificates/<str:number>/document.pdf", views.document, name="document"),
]
