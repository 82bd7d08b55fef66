"""Taking a test, and its result."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Revision

from courses.attempts import actions, player, queries, rules
from courses.attempts.forms import AnswerForm, NoteForm, read_certainty, read_response
from courses.attempts.models import Attempt, Step
from courses.attempts.review import review
from courses.attempts.uploads import take_files
from courses.catalogue.models import ModulePage
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
    return show_player(request, attempt, current=request.GET.get("question", ""))


def show_player(request, attempt: Attempt, *, typed=None, current: str = "", status: int = 200):
    """The questions; in a break they are hidden."""
    now = timezone.now()
    pause = queries.break_state(attempt, now)
    seconds_left = rules.seconds_left(attempt.deadline_at, now)
    context = {"attempt": attempt, "pause": pause, "seconds_left": seconds_left}
    if pause.is_paused:
        context["until"] = now + timedelta(seconds=pause.seconds_left)
        return render(request, "courses/attempts/break.html", context)
    context |= {
        "page": player.page_of(attempt, typed=typed, current=current),
        "ends_soon": seconds_left is not None and seconds_left <= rules.ENDS_SOON.total_seconds(),
        "break_minutes_left": pause.seconds_left // 60 if attempt.deadline_at else 0,
    }
    return render(request, "courses/attempts/player.html", context, status=status)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request, uid):
    """POST saves one answer and acknowledges it; GET tells which answers count now."""
    if request.method == "POST":
        attempts = Attempt.objects.visible_to(request.user).select_related("design")
        return save_one(request, get_object_or_404(attempts, uid=uid))
    attempt, now = own_attempt(request, uid), timezone.now()
    return JsonResponse(
        {
            "submitted": close_if_over(attempt, now),
            "paused": queries.break_state(attempt, now).is_paused,
            "seconds_left": rules.seconds_left(attempt.deadline_at, now),
            "answers": player.state_of(attempt),
            "flags": player.flagged_positions(attempt),
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
    try:
        step = actions.save_answer(
            attempt=attempt,
            question=question,
            response=read_response(question, request.POST),
            certainty=read_certainty(question, request.POST),
            key=data["key"],
            window=data["window"],
            by=request.user,
            at=now,
        )
    except ValueError as error:
        return unsaved(400, "unclear", str(error))
    except Refused as refusal:
        return unsaved(409, refusal.code, refusal.sentence)
    # Looked at after the save, so that of two windows at one moment the later one is told.
    newest = [each for each in queries.newest_answers(question) if each.pk != step.pk]
    before = newest[0] if newest else None
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
            "is_unsure": player.says_unsure(question, step),
            "elsewhere": player.clock(before.at) if is_elsewhere else None,
            "seconds_left": rules.seconds_left(attempt.deadline_at, now),
        }
    )


def unsaved(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"saved": False, "code": code, "error": sentence}, status=status)


@access(signed_in)
@require_POST
def note(request, uid):
    """Note a flag, or that a window opened the test; tell when another one did."""
    attempt = own_attempt(request, uid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return unsaved(400, "unreadable", _("That note cannot be read."))
    data = form.cleaned_data
    question = None
    if data["position"]:
        question = get_object_or_404(attempt.questions, position=data["position"])
    elsewhere = queries.opened_elsewhere(attempt, data["window"], data["closed"])
    try:
        actions.note_step(
            attempt=attempt,
            kind=data["kind"],
            question=question,
            key=data["key"],
            window=data["window"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return unsaved(409, refusal.code, refusal.sentence)
    at = player.moment(elsewhere.at, attempt) if elsewhere else None
    return JsonResponse({"saved": True, "elsewhere": at})


@access(signed_in)
@require_POST
def submit(request, uid):
    """Save the form, then do what its button says: go on, flag, pause, or hand in."""
    attempt, now = own_attempt(request, uid), timezone.now()
    if attempt.submitted_at is not None:
        return redirect("attempts:result", attempt.uid)
    received = take_files(attempt, request.POST, request.FILES, by=request.user, at=now)
    saved = player.save_form(attempt, received.data, by=request.user, at=now)
    saved.problems[:0] = received.problems
    for told in saved.notes:
        messages.warning(request, told)
    for problem in saved.problems:
        messages.error(request, problem)
    if close_if_over(attempt, now):
        return redirect("attempts:result", attempt.uid)
    is_over = rules.is_over(attempt.deadline_at, now)
    if saved.problems and not is_over:
        return show_player(request, attempt, typed=saved.typed, status=422)
    if is_over or request.POST.get("confirmed") == "1":
        actions.submit_attempt(attempt=attempt, key=uuid.uuid4(), by=request.user, at=now)
        return redirect("attempts:result", attempt.uid)
    return go_on(request, attempt, now)


def go_on(request, attempt: Attempt, now):
    """What the button of a form without the script asked for."""
    do, _dash, number = request.POST.get("do", "").partition("-")
    current = number or request.POST.get("current", "")
    if do == "submit":
        context = {
            "attempt": attempt,
            "blank": player.blank_positions(attempt),
            "flagged": player.flagged_positions(attempt),
        }
        return render(request, "courses/attempts/hand_in.html", context)
    if do in {"flag", "unflag"}:
        flag(request, attempt, number, now)
    elif do in {"pause", "resume"}:
        change_break(request, attempt, do, now)
    elif do != "go":
        messages.success(request, _("Your answers are saved."))
    return redirect(place_of(attempt, current))


def place_of(attempt: Attempt, position: str) -> str:
    address = reverse("attempts:attempt", args=[attempt.uid])
    if not position.isdecimal():
        return address
    return f"{address}?question={position}#question-{position}"


def flag(request, attempt: Attempt, position: str, now) -> None:
    question = attempt.questions.filter(position=position if position.isdecimal() else 0).first()
    if question is None:
        raise Http404
    is_flagged = request.POST["do"].startswith("flag")
    actions.note_step(
        attempt=attempt,
        question=question,
        kind=Step.Kind.FLAGGED if is_flagged else Step.Kind.UNFLAGGED,
        key=uuid.uuid4(),
        window="",
        by=request.user,
        at=now,
    )


def change_break(request, attempt: Attempt, do: str, now) -> None:
    change = actions.begin_break if do == "pause" else actions.end_break
    try:
        change(attempt=attempt, key=uuid.uuid4(), by=request.user, at=now)
    except Refused as refusal:
        messages.error(request, refusal.sentence)


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
