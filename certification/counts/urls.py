"""Addresses of reports."""

from django.urls import path

from certification.counts import region_views, rule_views, views

app_name = "counts"
urlpatterns = [
    path("trained/", views.trained, name="trained"),
    path("trained/people/", views.people, name="people"),
    path("trained/people.<str:form>", views.export, name="export"),
    path("trained/people/<uuid:public_id>/", views.person, name="person"),
    path("trained/evidence/<uuid:evidence_uid>/", views.record_file, name="record_file"),
    path("trained/regions/", region_views.regions, name="regions"),
    path("trained/regions.csv", region_views.regions_table, name="regions_table"),
    path("trained/not-yet/", views.not_counted, name="not_counted"),
    path("trained/attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.new_rule, name="new_rule"),
    path("rules/<slug:rule_code>/", rule_views.rule, name="rule"),
    path("rules/<slug:rule_code>/next/", rule_views.next_version, name="next_version"),
    path("labels/<str:level>/", views.labels, name="labels"),
]
