"""My deliveries, the page of one of them, and the notes that only those who may teach see."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.catalogue.models import LessonPage
from courses.catalogue.queries import module_of
from courses.deliveries import overview, rules
from courses.deliveries.forms import LANGUAGES
from courses.deliveries.queries import (
    marks_of,
    may_teach,
    people_open_to,
    run_by,
    sees_link,
    taught_by,
    templates_for,
    visible_to,
)
from lms.people.access import access, signed_in

WRITE_NOTES = {"administrator", "author"}
PAGE = 25
PARTS = {
    "trainer": gettext_lazy("I have a role"),
    "participant": gettext_lazy("I take part"),
    "coordinator": gettext_lazy("of my projects"),
}


@access(signed_in)
@require_safe
def deliveries(request):
    """Every delivery that I may open, newest first; by state and by my part in it."""
    now = timezone.now()
    shown = overview.listed(request.user)
    status, part = request.GET.get("state", ""), request.GET.get("part", "")
    if status in rules.STATUS_WORDS:
        shown = overview.in_status(shown, status, now)
    if part in PARTS:
        shown = overview.of_part(shown, part)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    may_plan = templates_for(request.user, timezone.localdate()).exists()
    context = {
        "page": page,
        "rows": [(each, rules.status(each, each.starts_at, now)) for each in page],
        "words": rules.STATUS_WORDS,
        "parts": PARTS,
        "chosen": {"state": status, "part": part},
        "query": urlencode({"state": status, "part": part}),
        "may_plan": may_plan,
        "teaches": may_plan or taught_by(request.user).exists(),
    }
    return render(request, "courses/deliveries/deliveries.html", context)


@access(signed_in)
@require_safe
def delivery(request, delivery_uid):
    """One delivery; to who has nothing to do with it, it does not exist."""
    found = get_object_or_404(
        visible_to(request.user).select_related("programme", "host", "project", "template"),
        uid=delivery_uid,
    )
    weeks = overview.weeks_of(found)
    lines = [line for week in weeks for line in week.lines]
    runs = run_by(request.user).filter(pk=found.pk).exists()
    works = any(each.role.person_id == request.user.pk for line in lines for each in line.roles)
    has_place = found.enrolments.filter(person__in=request.user.selves).exists()
    begins = min((line.session.starts_at for line in lines if line.is_standing), default=None)
    status = rules.status(found, begins, timezone.now())
    context = {
        "delivery": found,
        "marks": marks_of([found.pk])[found.pk] if runs or works else [],
        "weeks": weeks,
        "material": overview.material_of(found),
        "corrections": found.corrections.select_related("by"),
        "status": status,
        "status_word": rules.STATUS_WORDS[status],
        "language_word": LANGUAGES.get(found.language, found.language),
        "moments": [
            (_("Opened"), found.opened_at),
            (_("Closed"), found.closed_at),
            (_("Cancelled"), found.cancelled_at),
        ],
        "runs": runs,
        "may_change": runs and status not in {"closed", "cancelled"},
        "sees_rights": runs or works,
        "sees_people": people_open_to(request.user).filter(pk=found.pk).exists(),
        "has_place": has_place,
        "sees_link": bool(found.online_link) and sees_link(request.user, found),
        "without_right": [line for line in lines if line.is_without_right],
    }
    return render(request, "courses/deliveries/delivery.html", context)


@access(signed_in)
@require_safe
@never_cache
def teaching_note(request, lesson_pk):
    """The note of a lesson; to everybody else it does not exist."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_pk)
    teaches = may_teach(request.user, module_of(lesson), timezone.localdate())
    if not teaches and request.user.roles.isdisjoint(WRITE_NOTES):
        raise Http404
    return render(request, "courses/deliveries/teaching_note.html", {"page": lesson})
