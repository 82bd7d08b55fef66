"""The published roots of the journal, for anybody to keep and compare."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lms.journal.models import DailyRoot
from lms.people.access import access, anyone

PAGE = 60


@access(anyone)
@require_safe
def roots(request):
    """Newest first; as JSON with ?format=json or where JSON is asked for."""
    page = Paginator(DailyRoot.objects.all(), PAGE).get_page(request.GET.get("page"))
    if _wants_json(request):
        answer = JsonResponse(
            {
                "roots": [_said(each) for each in page],
                "page": page.number,
                "pages": page.paginator.num_pages,
            }
        )
    else:
        answer = render(request, "lms/portal/roots.html", {"page": page})
    patch_vary_headers(answer, ["Accept"])
    return answer


@access(anyone)
@require_safe
def root(request, day):
    """One day on a page of its own, to print and to keep."""
    try:
        daily = get_object_or_404(DailyRoot, day=date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    if _wants_json(request):
        answer = JsonResponse(_said(daily))
    else:
        answer = render(request, "lms/portal/root.html", {"daily": daily})
    patch_vary_headers(answer, ["Accept"])
    return answer


def _said(daily: DailyRoot) -> dict[str, object]:
    return {"day": daily.day.isoformat(), "seal": daily.seal_id, "root": daily.root}


def _wants_json(request) -> bool:
    return request.GET.get("format") == "json" or (
        request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )
