"""Marks all answers to a question again whose key was found wrong."""

from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from courses.analysis import rules
from courses.analysis.regrades import Plan, newest_run, plan_regrade
from courses.analysis.rekeying import problem_with
from courses.assessments.models import Question, QuestionVersion
from courses.attempts.actions import confirm_result
from courses.attempts.models import Attempt, Mark, Regrade
from courses.attempts.rules import shown
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

LONGEST_REASON = 4_000


@transaction.atomic
def run_regrade(
    *,
    version: QuestionVersion,
    way: str,
    corrected: QuestionVersion | None,
    reason: str,
    by: Person,
    at: datetime,
) -> Regrade:
    """Mark every answer to a version again: by a corrected version, or full points for all (R52).

    An attempt whose result is not out takes the corrected share; afterwards nobody loses points.
    Changed attempts get a further mark and, where it turns the points, a further result. Refused to
    others than administrators, without a reason, and where the corrected version asks something
    else. The same run again adds nothing. Records `analysis.question_regraded`; the new results
    record `attempts.result_confirmed`, which progress and certification follow.
    """
    if not rules.may_regrade(by.roles):
        raise Refused("no_right", _("Only administrators regrade a question."), "R52")
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(
            "reason_missing",
            _("Say in up to %s characters what was wrong with the key.") % LONGEST_REASON,
            "R52",
        )
    _check_way(version, way, corrected)
    Question.objects.select_for_update().get(pk=version.question_id)
    run = newest_run(version)
    if run is None or (run.way, run.corrected_id) != (way, corrected.pk if corrected else None):
        run = Regrade.objects.create(
            version=version, way=way, corrected=corrected, reason=reason, run_at=at, run_by=by
        )
    plan = _apply(run, by, at)
    if plan.changed:
        record_event(
            name="analysis.question_regraded",
            subject=run,
            by=by,
            at=at,
            payload={"changed": len(plan.changed), "newly_passed": len(plan.newly_passed)},
        )
    return run


def _check_way(version: QuestionVersion, way: str, corrected: QuestionVersion | None) -> None:
    if way not in Regrade.Way.values:
        raise Refused("way_unknown", _("Choose how the answers are marked again."), "R52")
    if way == Regrade.Way.FULL_POINTS:
        if corrected is not None:
            raise Refused("no_version_needed", _("Full points need no corrected version."), "R52")
        return
    problem = problem_with(version, corrected) if corrected else _("Choose the corrected version.")
    if problem:
        raise Refused("key_does_not_fit", problem, "R52")


@transaction.atomic
def regrade_late_attempt(*, attempt: Attempt, at: datetime) -> None:
    """An attempt that was running during a regrade is marked by it as well, once handed in."""
    for question in attempt.questions.filter(version__regrades__isnull=False).distinct():
        run = newest_run(question.version)
        if run is not None:
            _apply(run, run.run_by, at, attempts=[attempt.pk])


def _apply(run: Regrade, by: Person, at: datetime, attempts: list[int] | None = None) -> Plan:
    """Give the marks that are missing and confirm what they change."""
    locked = Attempt.objects.filter(questions__version=run.version_id).order_by("pk")
    if attempts is not None:
        locked = locked.filter(pk__in=attempts)
    list(locked.select_for_update(of=("self",)).values_list("pk"))
    plan = plan_regrade(run.version, run.way, run.corrected, attempts)
    already = set(run.marks.values_list("question", flat=True))
    changed = [row for row in plan.changed if row.question.pk not in already]
    Mark.objects.bulk_create(
        Mark(
            question=row.question,
            kind=Mark.Kind.REGRADE,
            points=shown(row.share * Fraction(row.question.points)),
            explanation={
                **row.explanation,
                "share": str(row.share),
                "corrected_share": str(row.corrected),
            },
            regrade=run,
            marked_by=by,
            marked_at=at,
        )
        for row in changed
    )
    for row in changed:
        # What waits for an examiner goes on waiting: only what is out is confirmed again.
        releases = by if row.is_released else None
        confirm_result(attempt=row.attempt, by=releases, at=at, regrade=run)
    return Plan(changed)
