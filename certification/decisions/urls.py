"""Addresses of decisions and applications."""

from django.urls import path

from certification.decisions import (
    application_views,
    candidate_views,
    queue_views,
    views,
    withdrawn_views,
)

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="list"),
    path("queue/", queue_views.queue, name="queue"),
    path("incomplete/", queue_views.incomplete, name="incomplete"),
    path("withdrawn/", withdrawn_views.withdrawn, name="withdrawn"),
    path("way/", candidate_views.mine, name="way"),
    path("candidates/<uuid:public_id>/", candidate_views.candidate, name="candidate"),
    path("agreements/sign/", candidate_views.sign, name="sign"),
    path("papers/hand-in/", candidate_views.hand_in, name="hand_in"),
    path("papers/", candidate_views.papers, name="papers"),
    path("papers/<uuid:uid>/", candidate_views.paper, name="paper"),
    path("papers/<uuid:uid>/look/", candidate_views.look, name="look"),
    path("apply/", application_views.apply, name="apply"),
    path("applications/", application_views.mine, name="mine"),
    path("applications/<uuid:uid>/", application_views.application, name="application"),
    path("applications/<uuid:uid>/decide/", application_views.decide, name="decide"),
    path("applications/<uuid:uid>/confirm/", application_views.confirm, name="confirm"),
    path("applications/<uuid:uid>/return/", application_views.give_back, name="give_back"),
    path("applications/<uuid:uid>/withdraw/", application_views.withdraw, name="withdraw"),
    path("applications/<uuid:uid>/outside/", application_views.outside, name="outside"),
    path("<int:pk>/", views.decision, name="detail"),
]
