"""The form that a participant fills in on a phone, and what trainers and coordinators may read of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by, visible_to
from courses.evaluation import actions, queries, rules
from courses.evaluation.forms import PairForm, SessionForm, lines, sent
from courses.evaluation.models import Survey, SurveyInvitation
from lms.errors import Refused
from lms.people.access import access, signed_in, with_secret_address

PAGE = 25


@access(with_secret_address)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request, token):
    """The form of whoever was given this address; afterwards a word of thanks."""
    invitation = get_object_or_404(
        SurveyInvitation.objects.select_related("survey__delivery", "survey__session"),
        token=token,
    )
    if request.method != "POST":
        return show_form(request, invitation)
    values = sent(invitation.survey.form, request.POST)
    now = timezone.now()
    try:
        actions.answer_survey(
            invitation=invitation, answers=values, at=now, on=timezone.localdate(now)
        )
    except Refused as refusal:
        return show_form(request, invitation, values=values, refusal=refusal)
    return redirect("survey", token)


def show_form(request, invitation: SurveyInvitation, *, values=None, refusal=None):
    asked = invitation.survey
    now = timezone.now()
    context = {
        "survey": asked,
        "delivery": asked.delivery,
        "lines": lines(asked.form, values or {}),
        "scale": asked.form["scale"],
        "intro": asked.form.get("intro", ""),
        "is_open": rules.is_open(asked.due_at, asked.closes_at, asked.closed_at, now),
        "has_answered": invitation.has_answered,
        "promise": rules.promise(is_anonymous=asked.is_anonymous),
        "problem": refusal.sentence if refusal else "",
    }
    status = 422 if refusal else 200
    return render(request, "courses/evaluation/survey.html", context, status=status)


@access(signed_in)
@require_safe
def evaluation(request, delivery_uid):
    """What I am asked, the tests before and after, and where the surveys stand."""
    delivery = get_object_or_404(
        visible_to(request.user).select_related("programme"), uid=delivery_uid
    )
    return show_evaluation(request, delivery)


def show_evaluation(request, delivery: Delivery, *, status=200, **forms):
    now = timezone.now()
    sees_results = queries.results_open_to(request.user).filter(pk=delivery.pk).exists()
    runs = run_by(request.user).filter(pk=delivery.pk).exists()
    paired = queries.paired_test(delivery)
    place = delivery.enrolments.filter(person__in=request.user.selves).taking_part().first()
    surveys = queries.with_counts(delivery.surveys.all()) if sees_results else []
    context = {
        "delivery": delivery,
        "open": queries.open_for(request.user, now).filter(survey__delivery=delivery),
        "place": place,
        "paired": paired,
        "gain": queries.gain_of(paired) if paired and sees_results else None,
        "sees_results": sees_results,
        "runs": runs,
        "rows": Paginator(surveys, PAGE).get_page(request.GET.get("page")),
        "now": now,
        "fewest": rules.FEWEST_ANSWERS,
    }
    if runs and delivery.cancelled_at is None:
        context |= {"pair_form": PairForm(delivery=delivery, initial=chosen(paired))}
        context |= {"session_form": SessionForm(delivery=delivery)}
    context |= forms
    return render(request, "courses/evaluation/evaluation.html", context, status=status)


def chosen(paired) -> dict:
    return {"before": paired.before_id, "after": paired.after_id} if paired else {}


def run_delivery(request, delivery_uid) -> Delivery:
    return get_object_or_404(run_by(request.user).select_related("programme"), uid=delivery_uid)


@access(signed_in)
@require_POST
def ask_after_session(request, delivery_uid):
    """Plan a survey after one session as well."""
    delivery = run_delivery(request, delivery_uid)
    form = SessionForm(request.POST, delivery=delivery)
    if form.is_valid():
        try:
            actions.plan_session_survey(
                session=form.cleaned_data["session"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Participants are asked when the session is over."))
            return redirect("evaluation:evaluation", delivery.uid)
    return show_evaluation(request, delivery, status=422, session_form=form)


@access(signed_in)
@require_POST
def pair(request, delivery_uid):
    """Say which tests are taken before and after."""
    delivery = run_delivery(request, delivery_uid)
    form = PairForm(request.POST, delivery=delivery)
    if form.is_valid():
        try:
            actions.pair_tests(
                delivery=delivery, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Participants see the tests on this page."))
            return redirect("evaluation:evaluation", delivery.uid)
    return show_evaluation(request, delivery, status=422, pair_form=form)


@access(signed_in)
@require_safe
@never_cache
def results(request, survey_pk):
    """What was answered, once it is over and enough have; texts a page at a time."""
    allowed = queries.results_open_to(request.user).values("pk")
    surveys = Survey.objects.filter(delivery__in=allowed)
    found = get_object_or_404(surveys.select_related("delivery", "session"), pk=survey_pk)
    answered = queries.result(found, timezone.now())
    longest = max((each.texts for each in answered.findings or []), key=len, default=())
    page = Paginator(longest, PAGE).get_page(request.GET.get("page"))
    context = {
        "answered": answered,
        "survey": found,
        "delivery": found.delivery,
        "scale": found.form["scale"],
        "page": page,
        "slice": f"{page.start_index() - 1}:{page.end_index()}" if longest else "0:0",
        "fewest": rules.FEWEST_ANSWERS,
    }
    return render(request, "courses/evaluation/results.html", context)
