"""Records results: once no mark still to come could change them, and again when one did."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.models import AssessmentDesign
from courses.attempts import queries, rules
from courses.attempts.models import Attempt, Regrade, Result
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def confirm_result(
    *, attempt: Attempt, by: Person | None, at: datetime, regrade: Regrade | None = None
) -> Result | None:
    """Record the result once no mark still to come can change it, else None.

    `by` is the examiner who releases it, where the design waits for one; None when it follows from
    the rule. Later marks, a regrade or an appeal add a further result when they change it; Refused
    when they would take a confirmed pass away (R52). Records `attempts.result_confirmed`, which
    progress and certification follow.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("design", "result")
        .get(pk=attempt.pk)
    )
    if attempt.submitted_at is None:
        return None
    breakdown = queries.breakdown(attempt)
    return record_result(attempt=attempt, breakdown=breakdown, by=by, at=at, regrade=regrade)


def record_result(
    *,
    attempt: Attempt,
    breakdown: rules.Breakdown,
    by: Person | None,
    at: datetime,
    regrade: Regrade | None = None,
) -> Result | None:
    """As `confirm_result`, for callers who hold the attempt's lock and have read its marks."""
    existing = attempt.result
    is_passed = breakdown.verdict
    if existing is None and (is_passed is None or _waits_for_examiner(attempt, by)):
        return None
    if existing is not None and existing.is_passed and not is_passed:
        raise Refused(
            "result_stands", _("With this mark the confirmed result would change."), "R52"
        )
    score = breakdown.whole.score
    said = (bool(is_passed), rules.shown(score.earned))
    if existing is not None and said == (existing.is_passed, existing.points):
        return existing
    result = Result.objects.create(
        attempt=attempt,
        number=existing.number + 1 if existing else 1,
        is_passed=said[0],
        points=said[1],
        maximum=rules.shown(score.maximum),
        regrade=regrade,
        confirmed_at=at,
        confirmed_by=by,
    )
    attempt.result = result
    attempt.save(update_fields=["result"])
    record_event(
        name="attempts.result_confirmed",
        subject=result,
        by=by,
        at=at,
        payload={"is_passed": result.is_passed},
    )
    return result


def _waits_for_examiner(attempt: Attempt, by: Person | None) -> bool:
    return attempt.design.release == AssessmentDesign.Release.BY_EXAMINER and by is None
