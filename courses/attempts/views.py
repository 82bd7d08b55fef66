"""Taking a test, and its result."""

import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.attempts import actions, player, queries
from courses.attempts.forms import AnswerForm, read_response
from courses.attempts.models import Attempt
from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.people.access import access, signed_in


def own_attempt(request, uid) -> Attempt:
    """The attempt, if it is the reader's own; to others it does not exist."""
    attempts = Attempt.objects.visible_to(request.user)
    return get_object_or_404(
        attempts.select_related("assessment__module", "enrolment__programme"), uid=uid
    )


@access(signed_in)
@require_POST
def start(request, module_pk):
    module = get_object_or_404(
        ModulePage.objects.live().select_related("assessment"),
        pk=module_pk,
        assessment__isnull=False,
    )
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(request.user)
        .filter(programme__path=module.path[: -ModulePage.steplen])
        .order_by("-enrolled_at")[:1]
    )
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


@access(signed_in)
@require_safe
@never_cache
def attempt(request, uid):
    """The test player; after handing in, the result."""
    attempt = own_attempt(request, uid)
    now = timezone.now()
    if attempt.submitted_at is None and attempt.deadline_at and now > attempt.deadline_at:
        actions.submit_attempt(attempt=attempt, key=uuid.uuid4(), by=request.user, at=now)
        return redirect("attempts:result", attempt.uid)
    if attempt.submitted_at is not None:
        return redirect("attempts:result", attempt.uid)
    left = int((attempt.deadline_at - now).total_seconds()) if attempt.deadline_at else None
    questions = player.questions_of(attempt)
    context = {
        "attempt": attempt,
        "questions": questions,
        "answered": sum(question.is_answered for question in questions),
        "seconds_left": left,
    }
    return render(request, "courses/attempts/player.html", context)


@access(signed_in)
@require_POST
def answer(request, uid):
    """Save one answer and acknowledge it; the log keeps what other windows sent."""
    attempt = own_attempt(request, uid)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"saved": False, "error": _("That answer cannot be read.")}, status=400)
    data = form.cleaned_data
    question = get_object_or_404(
        attempt.questions.select_related("version"), position=data["position"]
    )
    before = question.steps.last()
    try:
        step = actions.save_answer(
            attempt=attempt,
            question=question,
            response=read_response(question, str(attempt.seed), request.POST),
            key=data["key"],
            window=data["window"],
            by=request.user,
            at=timezone.now(),
        )
    except ValueError as error:
        return JsonResponse({"saved": False, "error": str(error)}, status=400)
    except Refused as refusal:
        code = {"saved": False, "error": refusal.sentence, "code": refusal.code}
        return JsonResponse(code, status=409)
    elsewhere = (
        before is not None
        and before.pk != step.pk
        and before.pk > (data["known"] or 0)
        and before.window != step.window
    )
    return JsonResponse(
        {
            "saved": True,
            "step": step.pk,
            "at": timezone.localtime(step.at).strftime("%H:%M:%S"),
            "elsewhere": timezone.localtime(before.at).strftime("%H:%M") if elsewhere else None,
        }
    )


@access(signed_in)
@require_POST
def submit(request, uid):
    """Without the script this saves the whole form; “hand in” also submits the attempt."""
    attempt = own_attempt(request, uid)
    if attempt.submitted_at is not None:
        return redirect("attempts:result", attempt.uid)
    if request.POST.get("with_script") != "1":
        problems = player.save_form(attempt, request.POST, by=request.user, at=timezone.now())
        for problem in problems:
            messages.error(request, problem)
        if problems or request.POST.get("do") != "submit":
            if not problems:
                messages.success(request, _("Your answers are saved."))
            return redirect("attempts:attempt", attempt.uid)
    actions.submit_attempt(attempt=attempt, key=uuid.uuid4(), by=request.user, at=timezone.now())
    return redirect("attempts:result", attempt.uid)


@access(signed_in)
@require_safe
@never_cache
def result(request, uid):
    attempt = own_attempt(request, uid)
    if attempt.submitted_at is None:
        return redirect("attempts:attempt", attempt.uid)
    standing = queries.standing(attempt.enrolment, attempt.assessment, timezone.now())
    score = queries.score_of(attempt)
    shows_key = standing.is_passed or standing.code == "no_attempts_left"
    context = {
        "attempt": attempt,
        "result": getattr(attempt, "result", None),
        "standing": standing,
        "percent": float(score.percent),
        "earned": float(score.earned),
        "maximum": float(score.maximum),
        "waits": score.waiting > 0,
        "rows": player.reviewed(attempt, shows_key=shows_key),
        "module": attempt.assessment.module,
    }
    return render(request, "courses/attempts/result.html", context)
