"""Addresses of deliveries, and of what only those who may teach see."""

from django.urls import path

from courses.deliveries import calendar_views, planning_views, session_views, views

app_name = "deliveries"
urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("plan/", planning_views.templates, name="templates"),
    path("plan/<slug:template_code>/", planning_views.plan, name="plan"),
    path("<uuid:delivery_uid>/", views.delivery, name="delivery"),
    path("<uuid:delivery_uid>/calendar/", calendar_views.calendar, name="calendar"),
    path("<uuid:delivery_uid>/facts/", planning_views.change, name="change"),
    path("<uuid:delivery_uid>/open/", planning_views.open_for_enrolment, name="open"),
    path("<uuid:delivery_uid>/cancel/", planning_views.cancel, name="cancel"),
    path(
        "<uuid:delivery_uid>/material/<int:pk>/",
        planning_views.newer_material,
        name="newer_material",
    ),
    path("<uuid:delivery_uid>/sessions/add/", session_views.add, name="add_session"),
    path("sessions/<uuid:session_uid>/", session_views.session, name="session"),
    path("sessions/<uuid:session_uid>/change/", session_views.change, name="change_session"),
    path("sessions/<uuid:session_uid>/cancel/", session_views.cancel, name="cancel_session"),
    path("teaching-notes/<int:lesson_pk>/", views.teaching_note, name="teaching_note"),
]
