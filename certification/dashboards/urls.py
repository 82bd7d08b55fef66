"""Addresses of the dashboard and the slide."""

from django.urls import path

from certification.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("scheme/", views.scheme, name="scheme"),
    path("slide/", views.one_slide, name="slide"),
    path("slide.pdf", views.one_slide_pdf, name="slide_pdf"),
]
