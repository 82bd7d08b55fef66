"""Addresses of field projects."""

from django.urls import path

from courses.fieldwork import people_views, views, work_views

app_name = "fieldwork"
urlpatterns = [
    path("teams/", views.mine, name="mine"),
    path("<uuid:delivery_uid>/teams/", people_views.teams, name="teams"),
    path("teams/<uuid:team_uid>/", views.team, name="team"),
    path("teams/<uuid:team_uid>/people/", people_views.people, name="people"),
    path("teams/<uuid:team_uid>/tutor/", people_views.tutor, name="tutor"),
    path("teams/<uuid:team_uid>/assessors/", people_views.assessors, name="assessors"),
    path("teams/<uuid:team_uid>/members/", people_views.join, name="join"),
    path("teams/<uuid:team_uid>/members/<int:pk>/leave/", people_views.leave, name="leave"),
    path(
        "teams/<uuid:team_uid>/assessors/<int:pk>/end/",
        people_views.end_assessor,
        name="end_assessor",
    ),
    path("teams/<uuid:team_uid>/say/", work_views.say, name="say"),
    path("teams/<uuid:team_uid>/declaration/", work_views.declare, name="declare"),
    path("teams/<uuid:team_uid>/milestones/<int:position>/", views.milestone, name="milestone"),
    path(
        "teams/<uuid:team_uid>/milestones/<int:position>/hand-in/",
        work_views.hand_in,
        name="hand_in",
    ),
    path("teams/<uuid:team_uid>/milestones/<int:position>/say/", work_views.say, name="say_about"),
    path("teams/<uuid:team_uid>/milestones/<int:position>/due/", work_views.change_due, name="due"),
    path("teams/<uuid:team_uid>/members/<int:pk>/mark/", work_views.mark, name="mark"),
    path("teams/files/<uuid:file_uid>/", work_views.file, name="file"),
]
