"""Observations: begun from a session, filled in on a tablet, signed by both, then frozen."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.deliveries.models import Session
from courses.deliveries.queries import visible_to as visible_deliveries
from courses.observations import actions, queries, rules
from courses.observations.forms import BeginForm, Envelope, SignForm, lines, new_key, read
from courses.observations.models import Observation
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 25


@access(signed_in)
@require_safe
def observations(request):
    """Mine of both sides, and the signed ones of deliveries that I run; newest first."""
    page = Paginator(queries.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(each, rules.is_met(each.form, each.levels)) for each in page]
    context = {"page": page, "rows": rows}
    return render(request, "courses/observations/observations.html", context)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def begin(request, session_uid):
    """Whom of a session I may observe, and why not whom; then the form (R37)."""
    visible = Session.objects.filter(delivery__in=visible_deliveries(request.user).values("pk"))
    session = get_object_or_404(visible.select_related("delivery__programme"), uid=session_uid)
    problem, status = "", 200
    form = BeginForm(request.POST or None, session=session)
    if form.is_valid():
        try:
            begun = actions.begin_observation(
                uid=form.cleaned_data["key"],
                session=session,
                observed=form.cleaned_data["observed"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            problem, status = refusal.sentence, 422
        else:
            return redirect("observations:observation", begun.uid)
    elif form.is_bound:
        problem, status = _("Choose somebody who teaches the session."), 422
    context = {
        "session": session,
        "chances": queries.chances(session, request.user, timezone.now()),
        "key": new_key(),
        "problem": problem,
    }
    return render(request, "courses/observations/begin.html", context, status=status)


def found_for(person, observation_uid) -> Observation:
    return get_object_or_404(queries.visible_to(person), uid=observation_uid)


@access(signed_in)
@require_safe
def observation(request, observation_uid):
    return show(request, found_for(request.user, observation_uid))


def show(request, found: Observation, *, sent=None, problem="", comment="", status=200):
    """The form while the observer writes it; afterwards as it was signed."""
    filled = read(found.form, sent) if sent is not None else found
    context = {
        "observation": found,
        "lines": lines(found.form, filled.levels, filled.remarks),
        "summary": sent.get("summary", "") if sent is not None else found.summary,
        "scale": found.form["scale"],
        "is_met": rules.is_met(found.form, found.levels),
        "key": new_key(),
        "problem": problem,
        "comment": comment,
        "writes": found.observer_id == request.user.pk and found.observer_signed_at is None,
        "may_sign": found.observed_id == request.user.pk
        and found.observer_signed_at is not None
        and not found.is_frozen,
    }
    return render(request, "courses/observations/observation.html", context, status=status)


def keep(request, found: Observation) -> Observation:
    """Save what was sent; Refused or the observation as it is now."""
    envelope = Envelope(request.POST)
    if not envelope.is_valid():
        raise Refused("unclear", _("The form came without its key or is too long. Try again."))
    filled = read(found.form, request.POST)
    return actions.save_observation(
        observation=found,
        levels=filled.levels,
        remarks=filled.remarks,
        by=request.user,
        at=timezone.now(),
        **envelope.cleaned_data,
    )


@access(signed_in)
@require_POST
def save(request, observation_uid):
    """From the page as JSON, from a browser without scripts as a whole form."""
    found = found_for(request.user, observation_uid)
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        kept = keep(request, found)
    except Refused as refusal:
        if is_script:
            said = {"error": refusal.sentence, "code": refusal.code, "version": found.version}
            return JsonResponse(said, status=409)
        return show(request, found, sent=request.POST, problem=refusal.sentence, status=422)
    if is_script:
        return JsonResponse({"version": kept.version})
    messages.success(request, _("It is saved."))
    return redirect("observations:observation", found.uid)


@access(signed_in)
@require_POST
def sign(request, observation_uid):
    """The observer signs what the page holds, saved first; then the person observed, who may comment."""
    found = found_for(request.user, observation_uid)
    writes = found.observer_id == request.user.pk and found.observer_signed_at is None
    form = SignForm({**request.POST.dict(), "key": request.POST.get("sign_key", "")})
    try:
        if not form.is_valid():
            raise Refused("unclear", _("The form came without its key or is too long. Try again."))
        if writes:
            keep(request, found)
        actions.sign_observation(
            observation=found, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        comment = request.POST.get("comment", "")
        found = found_for(request.user, observation_uid)
        sent = request.POST if writes else None
        return show(
            request, found, sent=sent, problem=refusal.sentence, comment=comment, status=422
        )
    messages.success(request, _("It is signed."))
    return redirect("observations:observation", found.uid)
