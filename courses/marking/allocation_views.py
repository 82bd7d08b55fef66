"""For administrators: what is with nobody, who may have it, and what nobody may mark."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.attempts.models import AttemptQuestion
from courses.marking import actions, queries
from courses.marking.models import Allocation
from courses.marking.rooms import ways
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.models import Person

PAGE = 25
MOST_LOOKED_AT = 500  # the oldest, when what nobody may mark is looked for
administrators = access(holds("administrator"))


@administrators
@require_safe
@never_cache
def allocation(request):
    """Answers of which a part is with nobody; `stuck` shows those that nobody may mark, and why."""
    on = timezone.localdate()
    waiting = queries.unallocated()
    is_stuck = request.GET.get("only") == "stuck"
    if is_stuck:
        looked_at = list(waiting[:MOST_LOOKED_AT])
        found = queries.chances(looked_at, on)
        waiting = [each for each in looked_at if queries.is_stuck(found[each.pk])]
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    found = queries.chances(list(page), on)
    rows = [
        {
            "question": each,
            "free": sum(not chance.against for chance in found[each.pk]),
            "chances": found[each.pk] if queries.is_stuck(found[each.pk]) else [],
        }
        for each in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "is_stuck": is_stuck,
        "query": "only=stuck" if is_stuck else "",
        "most": MOST_LOOKED_AT,
        "ways": ways(request, "allocation"),
    }
    return render(request, "courses/marking/allocation.html", context)


@administrators
@require_http_methods(["GET", "POST"])
@never_cache
def assign(request, pk):
    """Who holds an answer, who may have it, and what is against the others (R48)."""
    question = get_object_or_404(
        AttemptQuestion.objects.filter(attempt__submitted_at__isnull=False).select_related(
            "version__question",
            *queries.TAUGHT_IN,
            "attempt__design",
            "attempt__enrolment",
        ),
        pk=pk,
    )
    if question.attempt.assessment.taught_in is None:
        raise Http404
    if request.method == "POST":
        marker = get_object_or_404(Person, pk=chosen_person(request))
        try:
            actions.allocate(question=question, marker=marker, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The answer is with %s now.") % marker.get_full_name())
        return redirect("marking:assign", question.pk)
    chances = queries.chances([question], timezone.localdate())[question.pk]
    context = {
        "question": question,
        "held": Allocation.objects.current().filter(question=question).select_related("marker"),
        "is_open": queries.unallocated().filter(pk=question.pk).exists(),
        "free": [each for each in chances if not each.against],
        "blocked": [each for each in chances if each.against],
    }
    return render(request, "courses/marking/assign.html", context)


def chosen_person(request) -> int:
    sent = request.POST.get("marker", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0
