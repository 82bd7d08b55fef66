"""Addresses of progress."""

app_name = "progress"
urlpatterns: list = []
