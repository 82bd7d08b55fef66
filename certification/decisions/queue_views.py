"""The officers' queue of complete files, and the list of those that are not."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certification.decisions.queries import queue as applications
from certification.decisions.queries import rows_of
from certification.decisions.rooms import DECIDES, ways
from lms.people.access import access, holds

PAGE = 25


@access(holds(*DECIDES))
@require_safe
@never_cache
def queue(request):
    """Complete files only, oldest first, each with whether the reader may decide it."""
    page = Paginator(applications(is_complete=True), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page, request.user, timezone.now()),
        "ways": ways("decisions:queue"),
    }
    return render(request, "certification/decisions/queue.html", context)


@access(holds(*DECIDES))
@require_safe
@never_cache
def incomplete(request):
    """What was applied for and cannot be decided yet, with what is missing."""
    page = Paginator(applications(is_complete=False), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "ways": ways("decisions:incomplete")}
    return render(request, "certification/decisions/incomplete.html", context)
