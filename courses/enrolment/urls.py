"""Addresses of places in deliveries, of applications, invitations and roles."""

from django.urls import path

from courses.enrolment import application_views, role_views, views
from courses.enrolment.bulk import views as bulk_views

app_name = "enrolment"
urlpatterns = [
    path("<uuid:delivery_uid>/people/", views.people, name="people"),
    path("<uuid:delivery_uid>/people/add/", views.add, name="add"),
    path("<uuid:delivery_uid>/people/files/", bulk_views.files, name="files"),
    path("files/<uuid:job_uid>/", bulk_views.file, name="file"),
    path("places/<uuid:place_uid>/", views.place, name="place"),
    path("<uuid:delivery_uid>/roles/", role_views.roles, name="roles"),
    path("<uuid:delivery_uid>/roles/end/", role_views.end, name="end_role"),
    path("<uuid:delivery_uid>/apply/", application_views.apply, name="apply"),
    path("<uuid:delivery_uid>/invitations/", application_views.invitations, name="invitations"),
    path(
        "<uuid:delivery_uid>/invitations/end/",
        application_views.end,
        name="end_invitation",
    ),
    path("invitation/<str:token>/", application_views.invitation, name="invitation"),
]
