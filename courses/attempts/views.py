"""Taking a test, and its result."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Revision

from courses.attempts import actions, player, queries, rules
from courses.attempts.forms import AnswerForm, read_response
from courses.attempts.models import Attempt
from courses.attempts.review import review
from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.people.access import access, signed_in


def own_attempt(request, uid) -> Attempt:
    """The attempt, if it is the reader's own; to others it does not exist."""
    attempts = Attempt.objects.visible_to(request.user)
    return get_object_or_404(
        attempts.select_related(
            "assessment__design", "design", "enrolment__programme", "result", "withdrawal"
        ),
        uid=uid,
    )


def module_of(attempt: Attempt) -> ModulePage | None:
    """The module that the test closes or lets practise."""
    pk = attempt.assessment_id
    return ModulePage.objects.filter(Q(assessment=pk) | Q(practice=pk)).first()


def place_in(request, module: ModulePage) -> Enrolment:
    """The reader's place in the module's programme: the one asked for, else the newest."""
    places = (
        Enrolment.objects.visible_to(request.user)
        .filter(programme__path=module.path[: -ModulePage.steplen])
        .order_by("-enrolled_at", "-pk")
    )
    wanted = request.POST.get("enrolment", "")
    place = next((each for each in places if str(each.uid) == wanted), None) or places.first()
    if place is None:
        raise Http404
    return place


@access(signed_in)
@require_POST
def start(request, module_pk):
    module = get_object_or_404(
        ModulePage.objects.live().select_related("assessment"),
        pk=module_pk,
        assessment__isnull=False,
    )
    enrolment = place_in(request, module)
    try:
        attempt = actions.start_attempt(
            enrolment=enrolment,
            assessment=module.assessment,
            by=request.user,
            at=timezone.now(),
            module_revision_id=module.live_revision_id,
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("progress:course", enrolment.uid)
    return redirect("attempts:attempt", attempt.uid)


def close_if_over(attempt: Attempt, now) -> bool:
    """Hand in an attempt whose time and grace are over; whether it is handed in."""
    if attempt.submitted_at is None and rules.is_too_late(attempt.deadline_at, now):
        attempt.submitted_at = actions.submit_attempt(
            attempt=attempt, key=uuid.uuid4(), by=None, at=now
        ).submitted_at
    return attempt.submitted_at is not None


@access(signed_in)
@require_safe
@never_cache
def attempt(request, uid):
    """The test player; after handing in, the result."""
    attempt = own_attempt(request, uid)
    if close_if_over(attempt, timezone.now()):
        return redirect("attempts:result", attempt.uid)
    return show_player(request, attempt)


def show_player(request, attempt: Attempt, typed=None, status: int = 200):
    questions = player.questions_of(attempt, typed)
    context = {
        "attempt": attempt,
        "questions": questions,
        "seconds_left": rules.seconds_left(attempt.deadline_at, timezone.now()),
    }
    return render(request, "courses/attempts/player.html", context, status=status)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request, uid):
    """POST saves one answer and acknowledges it; GET tells which answers count now."""
    attempt = own_attempt(request, uid)
    if request.method == "POST":
        return save_one(request, attempt)
    now = timezone.now()
    return JsonResponse(
        {
            "submitted": close_if_over(attempt, now),
            "seconds_left": rules.seconds_left(attempt.deadline_at, now),
            "answers": player.state_of(attempt),
        }
    )


def save_one(request, attempt: Attempt):
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return unsaved(400, "unreadable", _("That answer cannot be read."))
    data, now = form.cleaned_data, timezone.now()
    question = get_object_or_404(
        attempt.questions.select_related("version"), position=data["position"]
    )
    before = question.steps.last()
    try:
        step = actions.save_answer(
            attempt=attempt,
            question=question,
            response=read_response(question, request.POST),
            key=data["key"],
            window=data["window"],
            by=request.user,
            at=now,
        )
    except ValueError as error:
        return unsaved(400, "unclear", str(error))
    except Refused as refusal:
        return unsaved(409, refusal.code, refusal.sentence)
    is_outdated = before is not None and before.pk > step.pk  # a repeated save of an older answer
    is_elsewhere = (
        before is not None
        and before.pk not in {step.pk, data["known"]}
        and before.window != step.window
    )
    return JsonResponse(
        {
            "saved": True,
            "step": step.pk,
            "is_outdated": is_outdated,
            "at": player.clock(step.at),
            "is_answered": step.response is not None,
            "elsewhere": player.clock(before.at) if is_elsewhere else None,
            "seconds_left": rules.seconds_left(attempt.deadline_at, now),
        }
    )


def unsaved(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"saved": False, "code": code, "error": sentence}, status=status)


@access(signed_in)
@require_POST
def submit(request, uid):
    """Save the form; “hand in” then asks once more, and submits when that is confirmed."""
    attempt, now = own_attempt(request, uid), timezone.now()
    if attempt.submitted_at is not None:
        return redirect("attempts:result", attempt.uid)
    saved = player.save_form(attempt, request.POST, by=request.user, at=now)
    for note in saved.notes:
        messages.warning(request, note)
    for problem in saved.problems:
        messages.error(request, problem)
    if close_if_over(attempt, now):
        return redirect("attempts:result", attempt.uid)
    is_over = rules.is_over(attempt.deadline_at, now)
    if saved.problems and not is_over:
        return show_player(request, attempt, saved.typed, status=422)
    if is_over or request.POST.get("confirmed") == "1":
        actions.submit_attempt(attempt=attempt, key=uuid.uuid4(), by=request.user, at=now)
        return redirect("attempts:result", attempt.uid)
    if request.POST.get("do") != "submit":
        messages.success(request, _("Your answers are saved."))
        return redirect("attempts:attempt", attempt.uid)
    context = {"attempt": attempt, "blank": player.blank_positions(attempt)}
    return render(request, "courses/attempts/hand_in.html", context)


@access(signed_in)
@require_safe
@never_cache
def result(request, uid):
    attempt = own_attempt(request, uid)
    if attempt.submitted_at is None:
        return redirect("attempts:attempt", attempt.uid)
    now = timezone.now()
    standing = queries.standing(attempt.enrolment, attempt.assessment, now)
    module = module_of(attempt)
    context = {
        "attempt": attempt,
        "result": attempt.result,
        "withdrawal": getattr(attempt, "withdrawal", None),
        "standing": standing,
        "review": review(attempt, module, queries.candidate_sight(attempt, standing, now)),
        "module": module,
        "revision": Revision.objects.filter(pk=attempt.module_revision_id).first(),
    }
    return render(request, "courses/attempts/result.html", context)
