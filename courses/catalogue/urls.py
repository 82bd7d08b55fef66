"""Addresses beside the pages themselves."""

from django.urls import path

from courses.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("sitemap.xml", views.public_pages, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
