"""The list by which officers see decisions that rest on a withdrawn result."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certification.decisions.rooms import ways
from certification.decisions.withdrawn import concerns, evidence_withdrawn
from lms.people.access import access, holds

PAGE = 50


@access(holds("officer", "administrator", "auditor"))
@require_safe
def withdrawn(request):
    page = Paginator(evidence_withdrawn(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "concerns": concerns(page), "ways": ways("decisions:withdrawn")}
    return render(request, "certification/decisions/withdrawn.html", context)
