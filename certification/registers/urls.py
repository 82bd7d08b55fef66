"""Addresses of public registers, and of what is public about oneself."""

from django.urls import path

from certification.registers import own_views, views

app_name = "registers"
urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:register>/", views.register, name="register"),
    path("registers/<slug:register>.json", views.register_json, name="json"),
    path("registers/<slug:register>/map/", views.map_of, name="map"),
    path("registers/<slug:register>/<uuid:entry_uid>/", views.entry, name="entry"),
    path("registers/<slug:register>/<uuid:entry_uid>/end/", own_views.end_for_them, name="end"),
    path("my/public/", own_views.mine, name="mine"),
    path("my/public/languages/", own_views.languages, name="languages"),
    path("my/public/<slug:consent_purpose>/", own_views.choose, name="choose"),
]
