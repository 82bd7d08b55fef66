"""One attempt as it happened, and withdrawing its result."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.analysis import rules
from courses.analysis.actions import withdraw_result
from courses.analysis.forms import WithdrawalForm
from courses.analysis.replay import attempt_to_replay, number, replay
from courses.attempts.models import Attempt
from courses.attempts.queries import candidate_sight, standing
from courses.attempts.rules import Breakdown, Sight, shown, shown_percent
from lms.errors import Refused
from lms.people.access import access, holds, signed_in


def asked_attempt(uid) -> Attempt:
    attempt = attempt_to_replay(uid)
    if attempt is None:
        raise Http404
    return attempt


def sight_on(attempt: Attempt, person) -> Sight:
    """What the reader sees; to whom it is nothing, the attempt does not exist."""
    is_own = person.is_same_as(attempt.enrolment.person_id)
    if rules.may_analyse(person.roles) and not is_own:
        return rules.sight_of_staff(person.roles)
    if not is_own or attempt.result_id is None:
        raise Http404
    now = timezone.now()
    place = standing(attempt.enrolment, attempt.assessment, now)
    return candidate_sight(attempt, place, now)


def score_shown(found: Breakdown | None) -> dict | None:
    if found is None:
        return None
    score = found.whole.score
    return {
        "earned": number(shown(score.earned)),
        "maximum": number(shown(score.maximum)),
        "waiting": number(shown(score.waiting)) if score.waiting else "",
        "percent": shown_percent(score),
    }


def parts_shown(found: Breakdown | None) -> list[tuple]:
    """Sections where there are several, and outcomes."""
    if found is None:
        return []
    sections = found.sections if len(found.sections) > 1 else []
    named = [(_("Section"), part) for part in sections]
    named += [(_("Outcome"), part) for part in found.outcomes]
    return [
        (name, number(shown(part.score.earned)), number(shown(part.score.maximum)), part)
        for name, part in named
    ]


@access(signed_in)
@require_safe
@never_cache
def replayed(request, uid):
    """To administrators and authors any attempt; to a candidate their own, once there is a result."""
    attempt = asked_attempt(uid)
    sight = sight_on(attempt, request.user)
    found = replay(attempt, sight)
    context = {
        "attempt": attempt,
        "found": found,
        "points": score_shown(found.breakdown),
        "parts": parts_shown(found.breakdown),
        "sight": sight,
        "zone": attempt.design.zone,
        "is_staff": rules.may_analyse(request.user.roles),
        "may_withdraw": rules.may_withdraw(request.user.roles)
        and attempt.result_id is not None
        and not hasattr(attempt, "withdrawal")
        and not request.user.is_same_as(attempt.enrolment.person_id),
    }
    return render(request, "courses/analysis/replay.html", context)


@access(holds("administrator"))
@require_http_methods(["GET", "POST"])
def withdraw(request, uid):
    """Withdraw the result for misconduct (R10)."""
    attempt = asked_attempt(uid)
    if hasattr(attempt, "withdrawal"):
        return redirect("analysis:replay", attempt.uid)
    form = WithdrawalForm(request.POST or None, zone=attempt.design.zone, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_result(
                attempt=attempt,
                reason=form.cleaned_data["reason"],
                effective_on=form.cleaned_data["effective_on"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                _("The result is withdrawn. What it carried leaves the counts from that day."),
            )
            return redirect("analysis:replay", attempt.uid)
    status = 422 if form.errors else 200
    context = {"attempt": attempt, "form": form}
    return render(request, "courses/analysis/withdraw.html", context, status=status)
