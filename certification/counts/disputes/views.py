"""Disputes between projects: administrators settle them, coordinators and auditors read theirs (R14)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.counts.disputes.forms import SettlementForm, UndoForm
from certification.counts.disputes.queries import lines_of, projects_read_by, refusals_of
from certification.counts.queries import newest_rules
from certification.counts.views import LIST_READERS
from certification.records import disputes as found_in
from certification.records.actions import lift_refusals, settle_dispute
from certification.records.models import TrainingRecord
from lms.errors import Refused
from lms.people.access import access, holds

PAGE, MOST = 25, 10_000  # with a limit an index gives them in order
readers = access(holds(*LIST_READERS, "coordinator"))
administrators = access(holds("administrator"))


@readers
@require_safe
@never_cache
def disputes(request):
    """Every training that several projects claim, with the claims and which of them counts."""
    rows = found_in.disputes(projects_read_by(request.user))
    page = Paginator(rows[:MOST], PAGE).get_page(request.GET.get("page"))
    places = [(row["one"], row["delivery"]) for row in page]
    context = {"page": page, "most": MOST, "rows": _lines(found_in.disputes_at(places))}
    return render(request, "certification/counts/disputes/disputes.html", context)


@readers
@require_safe
@never_cache
def settled(request):
    """What was settled, newest first, also what was taken back."""
    rows = refusals_of(projects_read_by(request.user))
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "certification/counts/disputes/settled.html", context)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def dispute(request, record_uid):
    """One training with every claim to it and what became of each; settled here."""
    found = _dispute(request, record_uid)
    form = SettlementForm(request.POST or None, projects=found.projects)
    if request.method == "POST" and form.is_valid():
        try:
            settle_dispute(
                person=found.person,
                delivery=found.delivery,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is settled. The other claims count for nothing now."))
            return redirect("disputes:dispute", record_uid)
    return _page(request, found, form, UndoForm(auto_id="undo_%s"))


def _page(request, found, form, undo_form):
    """One training with what the reader may do about it."""
    (rows,) = _lines([found])
    is_administrator = "administrator" in request.user.roles
    context = {
        "dispute": found,
        "lines": rows[1],
        "history": found.history,
        "form": form if is_administrator and found.is_disputed else None,
        "undo_form": undo_form if is_administrator and found.is_settled else None,
    }
    status = 422 if form.errors or undo_form.errors else 200
    return render(request, "certification/counts/disputes/dispute.html", context, status=status)


@administrators
@require_POST
def undo(request, record_uid):
    """Let the refused claims of a training stand again."""
    found = _dispute(request, record_uid)
    form = UndoForm(request.POST, auto_id="undo_%s")
    if not form.is_valid():
        return _page(request, found, SettlementForm(projects=found.projects), form)
    number = lift_refusals(
        person=found.person,
        delivery=found.delivery,
        **form.cleaned_data,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request,
        ngettext("%s claim stands again.", "%s claims stand again.", number) % number,
    )
    return redirect("disputes:dispute", record_uid)


def _dispute(request, record_uid) -> found_in.Dispute:
    """The training of a record with all claims to it, where the reader may read it."""
    record = get_object_or_404(
        TrainingRecord.objects.select_related("person__merged_into"), uid=record_uid
    )
    found = found_in.disputes_at([(record.person.canonical_id, record.delivery)])
    if not found or not found[0].concerns(projects_read_by(request.user)):
        raise Http404
    return found[0]


def _lines(disputes):
    """By the rule that the site counts by, today."""
    rule = next(iter(newest_rules()), None)
    return lines_of(disputes, rule, timezone.localdate())
