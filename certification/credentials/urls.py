"""Addresses of credentials; they stand in signed texts, so none of them ever changes."""

from django.urls import path

from certification.credentials import european_views, holder_views, views

app_name = "credentials"
achievement = "credentials/achievements/<slug:scheme>/<int:version>/<slug:type_code>/<str:scope>/"
credential = "credentials/<str:number>/<int:revision>"
urlpatterns = [
    path(".well-known/did.json", views.did, name="did"),
    path("did.json", views.did, name="did_below_path"),
    path(
        "credentials/status/<slug:purpose>/<int:list_number>", views.status_list, name="status_list"
    ),
    path(achievement, views.achievement, name="achievement"),
    path(f"{achievement}badge.png", views.picture, {"form": "png"}, name="picture"),
    path(f"{achievement}badge.svg", views.picture, {"form": "svg"}, name="drawing"),
    path(f"{achievement}class.json", views.badge_class, name="badge_class"),
    path("credentials/issuers/<slug:scheme>/<int:version>", views.older_issuer, name="issuer"),
    path(credential, holder_views.credential, name="credential"),
    path(f"{credential}/credential.jwt", holder_views.token, name="token"),
    path(f"{credential}/badge.png", holder_views.baked_png, name="baked_png"),
    path(f"{credential}/badge.svg", holder_views.baked_svg, name="baked_svg"),
    path(f"{credential}/assertion", holder_views.assertion, name="assertion"),
    path(f"{credential}/badge-2.png", holder_views.older_png, name="older_png"),
    path(f"{credential}/badge-2.svg", holder_views.older_svg, name="older_svg"),
    path(f"{credential}/european.jsonld", european_views.european, name="european"),
]
