"""Decisions with their rule and their frozen evidence."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.decisions.queries import decisions_visible_to
from lms.people.access import access, holds, signed_in

PAGE = 50


@access(holds("officer", "administrator", "auditor"))
@require_safe
def decisions(request):
    page = Paginator(decisions_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/decisions/list.html", {"page": page})


@access(signed_in)
@require_safe
def decision(request, pk):
    found = get_object_or_404(
        decisions_visible_to(request.user).prefetch_related("evidence"), pk=pk
    )
    certificate = getattr(found, "certificate", None)
    context = {"decision": found, "certificate": certificate}
    return render(request, "certification/decisions/detail.html", context)
