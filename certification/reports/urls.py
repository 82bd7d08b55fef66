"""Addresses of frozen reports."""

from django.urls import path

from certification.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.freeze, name="freeze"),
    path("in-work/<uuid:job_uid>/", views.job, name="job"),
    path("<uuid:report_uid>/", views.report, name="report"),
    path("<uuid:report_uid>/file.<str:form>", views.file, name="file"),
    path("<uuid:report_uid>/differences/", views.differences, name="differences"),
]
