"""Addresses of enrolling, reading and one's way through a programme."""

from django.urls import path

from courses.progress import views

app_name = "progress"
urlpatterns = [
    path("programmes/<int:programme_pk>/enrol/", views.enrol_view, name="enrol"),
    path("courses/<uuid:enrolment_uid>/", views.course, name="course"),
    path("lessons/<int:lesson_pk>/", views.lesson, name="lesson"),
    path("lessons/<int:lesson_pk>/complete/", views.complete, name="complete"),
    path("lessons/<int:lesson_pk>/newer/", views.newer, name="newer"),
]
