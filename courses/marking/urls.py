"""Addresses of marking by people, release, appeals and agreement."""

from django.urls import path

from courses.marking import (
    agreement_views,
    allocation_views,
    appeal_views,
    file_views,
    release_views,
    tie_views,
    views,
)

app_name = "marking"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("answers/<int:pk>/", views.mark, name="mark"),
    path("answers/<int:pk>/take/", views.take, name="take"),
    path("answers/<int:pk>/appeal/", appeal_views.appeal, name="appeal"),
    path("files/<uuid:uid>/", file_views.answer_file, name="answer_file"),
    path("given/<int:pk>/back/", views.back, name="give_back"),
    path("allocation/", allocation_views.allocation, name="allocation"),
    path("allocation/<int:pk>/", allocation_views.assign, name="assign"),
    path("releases/", release_views.releases, name="releases"),
    path("releases/<slug:code>/", release_views.release, name="release"),
    path("appeals/", appeal_views.appeals, name="appeals"),
    path("appeals/<int:pk>/", appeal_views.decide, name="decide"),
    path("agreement/", agreement_views.tests, name="agreements"),
    path("agreement/<slug:code>/", agreement_views.agreement, name="agreement"),
    path("ties/", tie_views.ties, name="ties"),
]
