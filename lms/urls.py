"""Every address of the site; each of our own views carries an access rule."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.enrolment.attendance.check_in_views import arrive, type_code
from courses.evaluation.views import survey
from lms.api.urls import urlpatterns as api_urls
from lms.portal import roots
from lms.portal import views as portal_views
from lms.portal.calendars.views import feed as calendar_feed

urlpatterns = [
    path("healthz/live", portal_views.live, name="live"),
    path("healthz/ready", portal_views.ready, name="ready"),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("allauth.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("courses.catalogue.urls")),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("", include("lms.notifications.urls")),
    path("my/", include("lms.portal.urls")),
    path("people/", include("lms.portal.same_people.urls")),
    path("learn/", include("courses.progress.urls")),
    path("learn/", include("courses.attempts.urls")),
    path("deliveries/", include("courses.deliveries.urls")),
    path("deliveries/", include("courses.enrolment.urls")),
    path("deliveries/", include("courses.enrolment.attendance.urls")),
    path("check-in/", type_code, name="type_code"),
    path("check-in/<uuid:session_uid>/", arrive, name="check_in"),
    path("deliveries/", include("courses.fieldwork.urls")),
    path("deliveries/", include("courses.observations.urls")),
    path("deliveries/", include("courses.evaluation.urls")),
    path("surveys/<str:token>/", survey, name="survey"),
    path("deliveries/", include("courses.closing.urls")),
    path("lineage/", include("courses.lineage.urls")),
    path("marking/", include("courses.marking.urls")),
    path("analysis/", include("courses.analysis.urls")),
    path("roots/", roots.roots, name="roots"),
    path("roots/<str:day>/", roots.root, name="root"),
    path("", include("certification.credentials.urls")),
    path("", include("certification.documents.urls")),
    # After those of certificates/, as one of its addresses takes any number.
    path("", include("certification.certificates.urls")),
    path("decisions/", include("certification.decisions.urls")),
    path("appeals/", include("certification.appeals.urls")),
    path("", include("certification.registers.urls")),
    path("", include("certification.personal_data.urls")),
    path("labels/", include("certification.labels.urls")),
    path("projects/", include("certification.targets.urls")),
    path("records/disputes/", include("certification.counts.disputes.urls")),
    path("records/", include("certification.records.urls")),
    path("reports/frozen/", include("certification.reports.urls")),
    path("reports/", include("certification.counts.urls")),
    path("reports/", include("certification.dashboards.urls")),
    path("", include("certification.audits.urls")),
    path("api/v1/", include((api_urls, "ninja"), namespace="api-1")),
    re_path(r"^media/(?P<path>.*)$", portal_views.media),
    path("", include(wagtail_urls)),
]

handler400 = "lms.portal.views.bad_request"
handler403 = "lms.portal.views.permission_denied"
handler404 = "lms.portal.views.page_not_found"
handler500 = "lms.portal.views.server_error"
