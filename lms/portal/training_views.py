"""Pages of trainers and coordinators: their deliveries, what is missing today, and what they brought."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.closing.matters import matters_of
from courses.deliveries import rules
from courses.deliveries.queries import templates_for
from courses.lineage.records import Period, credits_of
from lms.people.access import access, signed_in
from lms.portal import trainings

PAGE = 10
CLOSED = 20


def rows_of(page, now) -> list:
    """Each delivery of a page with what waits in it, and where it stands."""
    return [
        (each, rules.status(each.delivery, each.delivery.starts_at, now))
        for each in matters_of(page, now)
    ]


@access(signed_in)
@require_safe
@never_cache
def teaching(request):
    """My trainings with what is missing today, what I may teach, what they brought."""
    now, today = timezone.now(), timezone.localdate()
    page = Paginator(trainings.taught_by(request.user), PAGE).get_page(request.GET.get("page"))
    brought = list(credits_of(request.user, Period()))
    context = {
        "page": page,
        "rows": rows_of(page, now),
        "words": rules.STATUS_WORDS,
        "rights": trainings.rights_of(request.user, today),
        "brought": Paginator(brought, CLOSED).get_page(request.GET.get("closed")),
        "may_plan": templates_for(request.user, today).exists(),
    }
    return render(request, "lms/portal/teaching.html", context)


@access(signed_in)
@require_safe
@never_cache
def projects(request):
    """Deliveries of the projects that I coordinate: where each stands, its people, what is missing."""
    page = Paginator(trainings.coordinated_by(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page, timezone.now()),
        "words": rules.STATUS_WORDS,
    }
    return render(request, "lms/portal/projects.html", context)
