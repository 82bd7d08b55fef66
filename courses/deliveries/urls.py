"""Addresses of deliveries, and of what only those who may teach see."""

app_name = "deliveries"
urlpatterns: list = []
