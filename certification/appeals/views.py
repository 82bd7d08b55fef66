"""Making an appeal, seeing where it stands, and deciding it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.appeals import actions
from certification.appeals.forms import AppealDecisionForm, AppealForm
from certification.appeals.models import Appeal, AppealDecision
from certification.appeals.queries import (
    last_day,
    may_be_appealed,
    open_appeals,
    rows_of,
    subject_of,
    version_of,
    with_subjects,
)
from certification.certificates.models import StatusEvent
from certification.decisions.forms import OutsideForm, ReturnForm
from certification.decisions.models import Decision
from certification.decisions.panels import seats_of
from certification.decisions.rooms import DECIDES, ways
from certification.decisions.rules import Level
from certification.schemes.rules import day_of
from lms.errors import Refused
from lms.people.access import access, holds, signed_in

PAGE = 25
decides = holds("officer", "administrator")


@access(holds(*DECIDES))
@require_safe
@never_cache
def appeals(request):
    """Open appeals, oldest first, each with whether the reader may decide it."""
    page = Paginator(open_appeals(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page, request.user, timezone.now()),
        "ways": ways("appeals:list"),
    }
    return render(request, "certification/appeals/list.html", context)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def against_decision(request, pk):
    """To whom it concerns alone: appeal against a refusal."""
    refusals = Decision.objects.select_related("certificate_type__version__scheme")
    return against(request, get_object_or_404(refusals, pk=pk, person__in=request.user.selves))


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def against_change(request, pk):
    """To the holder alone: appeal against what was done to a certificate."""
    events = StatusEvent.objects.select_related("certificate__scheme_version__scheme")
    return against(
        request, get_object_or_404(events, pk=pk, certificate__person__in=request.user.selves)
    )


def against(request, subject):
    about = {"decision": subject} if isinstance(subject, Decision) else {"status_event": subject}
    existing = Appeal.objects.filter(**about).first()
    if existing is not None:
        return redirect("appeals:appeal", existing.uid)
    if not may_be_appealed(subject):
        raise Http404
    form = AppealForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.open_appeal(
                of=subject,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your appeal is made. Others look at it."))
            return redirect("appeals:appeal", made.uid)
    day = last_day(subject)
    context = {
        "subject": subject,
        "last_day": day,
        "is_over": day_of(timezone.now(), version_of(subject).scheme) > day,
        "form": form,
    } | about
    status = 422 if form.errors else 200
    return render(request, "certification/appeals/against.html", context, status=status)


@access(signed_in)
@require_safe
@never_cache
def appeal(request, uid):
    """Where an appeal stands; to those who decide, what it is about and the forms."""
    return shown(request, found(request, uid))


def found(request, uid):
    return get_object_or_404(with_subjects(Appeal.objects.visible_to(request.user)), uid=uid)


def shown(request, appeal, **forms):
    row = rows_of([appeal], request.user, timezone.now())[0]
    decides_here = not request.user.roles.isdisjoint(DECIDES)
    panel = row.panel
    is_administrator = "administrator" in request.user.roles
    context = {
        "appeal": appeal,
        "scheme": version_of(subject_of(appeal)).scheme,
        "outcome": AppealDecision.objects.filter(appeal=appeal).first(),
        "decides_here": decides_here,
        "row": row,
        "returned": appeal.proposals.filter(returned_at__isnull=False).select_related(
            "proposed_by", "returned_by"
        ),
        "seats": seats_of(panel) if decides_here else [],
        "is_proposer": row.proposal is not None and row.proposal.proposed_by == request.user,
        "needs_outside": panel.level is Level.OUTSIDE and is_administrator,
        "form": AppealDecisionForm(),
        "return_form": ReturnForm(),
        "outside_form": OutsideForm(),
    } | forms
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "certification/appeals/appeal.html", context, status=status)


@access(decides)
@require_POST
def decide(request, uid):
    """Uphold, dismiss, or propose it to a second person."""
    appeal = found(request, uid)
    form = AppealDecisionForm(request.POST)
    if not form.is_valid():
        return shown(request, appeal, form=form)
    try:
        done = actions.decide_appeal(
            appeal=appeal, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, appeal, form=form)
    if isinstance(done, AppealDecision):
        messages.success(request, _("The appeal is decided; the person is told."))
    else:
        messages.success(request, _("It is proposed; a second person confirms or returns it."))
    return redirect("appeals:appeal", appeal.uid)


def proposal_of(appeal):
    if not appeal.standing:
        raise Http404
    return appeal.standing[0]


@access(decides)
@require_POST
def confirm(request, uid):
    appeal = found(request, uid)
    try:
        actions.confirm_proposal(proposal=proposal_of(appeal), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The appeal is decided; the person is told."))
    return redirect("appeals:appeal", appeal.uid)


@access(decides)
@require_POST
def give_back(request, uid):
    """Return the proposal with reasons."""
    appeal = found(request, uid)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return shown(request, appeal, return_form=form)
    try:
        actions.return_proposal(
            proposal=proposal_of(appeal),
            reasons=form.cleaned_data["reasons"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, appeal, return_form=form)
    messages.success(request, _("The proposal is returned; the appeal waits again."))
    return redirect("appeals:appeal", appeal.uid)


@access(holds("administrator"))
@require_POST
def outside(request, uid):
    """Make somebody from outside an officer, because nobody else is free."""
    appeal = found(request, uid)
    form = OutsideForm(request.POST)
    if not form.is_valid():
        return shown(request, appeal, outside_form=form)
    try:
        actions.name_outside_decider(
            appeal=appeal,
            person=form.cleaned_data["person"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, appeal, outside_form=form)
    messages.success(request, _("The person is a certification officer now and may decide it."))
    return redirect("appeals:appeal", appeal.uid)
