"""Addresses of certificates: their public check, and their life for officers."""

from django.urls import path

from certification.certificates import officer_views, simulator_views, views

app_name = "certificates"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.check, name="check"),
    path("certificates/", officer_views.certificates, name="list"),
    path("certificates/cases/", officer_views.cases, name="cases"),
    path("certificates/cases/<int:pk>/", officer_views.case, name="case"),
    path("certificates/simulator/", simulator_views.simulator, name="simulator"),
    path("certificates/<str:number>/", officer_views.certificate, name="certificate"),
    path("certificates/<str:number>/change/<slug:what>/", officer_views.change, name="change"),
    path("certificates/<str:number>/undo/<int:event_pk>/", officer_views.undo, name="undo"),
]
