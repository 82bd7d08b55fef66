"""Agreement of two markers, for examiners."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.attempts.models import Mark
from courses.marking.agreement import FEWEST, MOST_ANSWERS, compare, compared_answers
from courses.marking.rooms import enter, ways
from lms.people.access import access, signed_in

PAGE = 50


@access(signed_in)
@require_safe
@never_cache
def tests(request):
    """Tests that two people mark, with how many marks they have."""
    markable = enter(request)
    by_markers = Q(attempts__questions__marks__kind=Mark.Kind.MARKER)
    found = (
        markable.filter(designs__markers_needed=2)
        .annotate(marks=Count("attempts__questions__marks", filter=by_markers, distinct=True))
        .order_by("code")
        .distinct()
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "ways": ways(request, "agreements"),
    }
    return render(request, "courses/marking/agreements.html", context)


@access(signed_in)
@require_safe
@never_cache
def agreement(request, code):
    """The figures of one test, of its questions and of their criteria."""
    assessment = enter(request).filter(code=code).first()
    if assessment is None:
        raise Http404
    whole, rows = compare(compared_answers(assessment)[:MOST_ANSWERS])
    context = {
        "assessment": assessment,
        "whole": whole,
        "rows": rows,
        "fewest": FEWEST,
        "most": MOST_ANSWERS,
    }
    return render(request, "courses/marking/agreement.html", context)
