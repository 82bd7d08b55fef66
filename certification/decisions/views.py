"""Decisions with their rule and their frozen evidence."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from certification.decisions.queries import decisions_visible_to, last_day_for_appeal
from certification.decisions.rooms import ways
from lms.people.access import access, holds, signed_in

PAGE = 50
AGAINST = "appeals:against_decision"  # a page of the room above
FACTS = {
    "module": _("Module"),
    "attempt": _("Attempt"),
    "attempt_number": _("Number of the attempt"),
    "points": _("Points"),
    "maximum": _("of at most"),
    "pass_percent": _("Per cent to pass"),
    "confirmed_at": _("Confirmed at"),
}


@access(holds("officer", "administrator", "auditor"))
@require_safe
def decisions(request):
    page = Paginator(decisions_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "certification/decisions/list.html", {"page": page, "ways": ways("decisions:list")}
    )


@access(signed_in)
@require_safe
def decision(request, pk):
    found = get_object_or_404(
        decisions_visible_to(request.user)
        .select_related("application", "follows")
        .prefetch_related("evidence"),
        pk=pk,
    )
    certificate = getattr(found, "certificate", None)
    evidence = [
        (row, [(FACTS.get(name, name), value) for name, value in row.facts.items()])
        for row in found.evidence.all()
    ]
    context = {
        "decision": found,
        "certificate": certificate,
        "evidence": evidence,
        "appeal_through": None if found.is_granted else last_day_for_appeal(found),
        "is_own": found.person_id == request.user.pk,
        "appeal_route": AGAINST,
    }
    return render(request, "certification/decisions/detail.html", context)
