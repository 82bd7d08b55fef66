"""Registers the pages for files of questions with the Wagtail admin."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def register_exchange():
    return [path("question-files/", include("courses.exchange.urls"))]
