"""Applying, the page of an application, and what is done on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.decisions import actions
from certification.decisions.choices import choices_on
from certification.decisions.forms import ApplyForm, DecisionForm, OutsideForm, ReturnForm
from certification.decisions.models import Decision
from certification.decisions.panels import panel_of, seats_of
from certification.decisions.queries import applications_visible_to, open_proposal
from certification.decisions.rooms import DECIDES
from certification.decisions.rules import Level, against_confirming
from lms.errors import Refused
from lms.people.access import access, holds, signed_in

PAGE = 25
decides = holds("officer", "administrator")


@access(signed_in)
@require_safe
@never_cache
def mine(request):
    """One's own applications, newest first."""
    own = (
        applications_visible_to(request.user)
        .filter(person__in=request.user.selves)
        .order_by("-opened_at", "-pk")
    )
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/decisions/mine.html", {"page": page})


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def apply(request):
    """Choose the certificate; `?certificate=` comes chosen from the page that led here."""
    is_officer = "officer" in request.user.roles
    form = ApplyForm(
        request.POST or None,
        choices=choices_on(timezone.now()),
        is_for_others=is_officer,
        initial={"certificate": request.GET.get("certificate", "")},
    )
    if form.is_bound and form.is_valid():
        person = form.cleaned_data.get("person") or request.user
        try:
            application = actions.apply(
                person=person,
                certificate_type=form.choice.certificate_type,
                scope=form.choice.scope,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The application is made."))
            return redirect("decisions:application", application.uid)
    context = {"form": form, "is_officer": is_officer}
    status = 422 if form.errors else 200
    return render(request, "certification/decisions/apply.html", context, status=status)


@access(signed_in)
@require_safe
@never_cache
def application(request, uid):
    """The file with its evidence, who may decide, and what the reader may do."""
    return shown(request, found(request, uid))


def found(request, uid):
    return get_object_or_404(applications_visible_to(request.user), uid=uid)


def shown(request, application, **forms):
    """The page, with a form that was sent and is wrong in its place."""
    now = timezone.now()
    decides_here = not request.user.roles.isdisjoint(DECIDES)
    context = {
        "application": application,
        "decision": application.decisions.order_by("-pk").first(),
        "decides_here": decides_here,
        "is_own": application.person_id == request.user.pk,
        "returned": application.proposals.filter(returned__isnull=False).select_related(
            "proposed_by", "returned__by"
        ),
        "escalations": application.escalations.all(),
    }
    if application.is_open:
        context["file"] = actions.check_file(application=application, at=now)
        if decides_here:
            context |= for_deciding(request, application, now)
    is_wrong = any(form.errors for form in forms.values())
    context |= {"form": DecisionForm(), "return_form": ReturnForm(), "outside_form": OutsideForm()}
    return render(
        request,
        "certification/decisions/application.html",
        context | forms,
        status=422 if is_wrong else 200,
    )


def for_deciding(request, application, now):
    panel = panel_of(application, now)
    proposal = open_proposal(application)
    against = panel.against(request.user.pk)
    if proposal is not None:
        against = against_confirming(panel, request.user.pk, proposal.proposed_by_id)
    return {
        "panel": panel,
        "seats": seats_of(panel),
        "proposal": proposal,
        "is_proposer": proposal is not None and proposal.proposed_by_id == request.user.pk,
        "against": against,
        "needs_outside": panel.level is Level.OUTSIDE and "administrator" in request.user.roles,
    }


@access(decides)
@require_POST
def decide(request, uid):
    """Grant, refuse, or propose it to a second person."""
    application = found(request, uid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return shown(request, application, form=form)
    try:
        done = actions.decide_application(
            application=application, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, application, form=form)
    if isinstance(done, Decision):
        messages.success(request, _("It is decided; the candidate is told."))
        return redirect("decisions:detail", done.pk)
    messages.success(request, _("It is proposed; a second person confirms or returns it."))
    return redirect("decisions:application", application.uid)


@access(decides)
@require_POST
def confirm(request, uid):
    application = found(request, uid)
    proposal = proposal_of(application)
    try:
        done = actions.confirm_proposal(proposal=proposal, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("decisions:application", application.uid)
    messages.success(request, _("It is decided; the candidate is told."))
    return redirect("decisions:detail", done.pk)


@access(decides)
@require_POST
def give_back(request, uid):
    """Return the proposal with reasons."""
    application = found(request, uid)
    proposal = proposal_of(application)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return shown(request, application, return_form=form)
    try:
        actions.return_proposal(
            proposal=proposal,
            reasons=form.cleaned_data["reasons"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, application, return_form=form)
    messages.success(request, _("The proposal is returned; the application waits again."))
    return redirect("decisions:application", application.uid)


def proposal_of(application):
    proposal = open_proposal(application)
    if proposal is None:
        raise Http404
    return proposal


@access(signed_in)
@require_POST
def withdraw(request, uid):
    """The candidate takes the application back."""
    application = get_object_or_404(
        applications_visible_to(request.user), uid=uid, person=request.user
    )
    try:
        actions.withdraw_application(application=application, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The application is withdrawn."))
    return redirect("decisions:application", application.uid)


@access(holds("administrator"))
@require_POST
def outside(request, uid):
    """Make somebody from outside an officer, because nobody else is free."""
    application = found(request, uid)
    form = OutsideForm(request.POST)
    if not form.is_valid():
        return shown(request, application, outside_form=form)
    try:
        actions.name_outside_decider(
            application=application,
            person=form.cleaned_data["person"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return shown(request, application, outside_form=form)
    messages.success(request, _("The person is a certification officer now and may decide it."))
    return redirect("decisions:application", application.uid)
