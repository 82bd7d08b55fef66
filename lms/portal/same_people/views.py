"""Suspected duplicates for administrators: the list, and two people side by side (R1–R3)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.merging.actions import confirm_different, merge_people
from lms.people.merging.queries import suspected_pairs
from lms.people.models import Person
from lms.people.queries import matching
from lms.portal.same_people.forms import ReasonForm
from lms.portal.same_people.queries import compared

PAGE = 25
FOUND = 20
LINES = (
    ("name", _("Name")),
    ("since", _("Known since")),
    ("addresses", _("E-mail addresses")),
    ("born", _("Year of birth")),
    ("employers", _("Employers")),
    ("identities", _("Identifiers")),
    ("places", _("Places")),
    ("records", _("Past trainings")),
    ("certificates", _("Certificates")),
    ("roles", _("Access roles")),
)
administrators = access(holds("administrator"))


def typed(request, name: str) -> str:
    """What was typed; PostgreSQL takes no NUL."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


@administrators
@require_safe
@never_cache
def duplicates(request):
    """Who may be one person and why, and a way to any other two."""
    words = typed(request, "q")
    one = _chosen(typed(request, "with"))
    found = matching(words).exclude(pk=one.pk if one else None) if words else []
    context = {
        "page": Paginator(suspected_pairs(), PAGE).get_page(request.GET.get("page")),
        "words": words,
        "one": one,
        "people": found[:FOUND],
    }
    return render(request, "lms/portal/same_people/duplicates.html", context)


def _chosen(public_id: str) -> Person | None:
    """The person for whom another record is looked for, if any."""
    try:
        return Person.objects.filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def compare(request, kept, absorbed):
    """Both side by side; the first is kept, if they are one person."""
    one, other = (
        get_object_or_404(Person.objects.select_related("merged_into"), public_id=each).canonical
        for each in (kept, absorbed)
    )
    if one == other:
        messages.info(request, _("They are one person already."))
        return redirect("people:merges")
    now = timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, form, one, other, now)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {
        "form": form,
        "lines": LINES,
        "compared": compared(one, other, today=timezone.localdate(now), at=now),
    }
    status = 422 if form.errors else 200
    return render(request, "lms/portal/same_people/compare.html", context, status=status)


def _decided(request, form, kept: Person, absorbed: Person, now):
    said = {"reason": form.cleaned_data["reason"], "by": request.user, "at": now}
    if request.POST.get("decision") == "different":
        confirm_different(one=kept, other=absorbed, **said)
        messages.success(request, _("They are noted as two people and suspected no longer."))
        return redirect("people:duplicates")
    merge_people(kept=kept, absorbed=absorbed, **said)
    names = {"one": absorbed.get_full_name(), "other": kept.get_full_name()}
    messages.success(request, gettext("%(one)s is now read as %(other)s.") % names)
    return redirect("people:merges")
