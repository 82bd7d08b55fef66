"""Addresses of reports."""

from django.urls import path

from certification.counts import views

app_name = "counts"
urlpatterns = [
    path("trained/", views.trained, name="trained"),
    path("trained/people/", views.people, name="people"),
    path("trained/people.<str:form>", views.export, name="export"),
    path("trained/people/<uuid:public_id>/", views.person, name="person"),
    path("trained/evidence/<uuid:evidence_uid>/", views.record_file, name="record_file"),
    path("trained/not-yet/", views.not_counted, name="not_counted"),
    path("trained/attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("labels/<str:level>/", views.labels, name="labels"),
]
