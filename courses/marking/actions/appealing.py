"""Appeals of candidates against marks, and what comes of them."""

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from courses.attempts.actions import give_mark
from courses.attempts.models import AttemptQuestion, Mark
from courses.attempts.queries import standing_shares
from courses.marking import rules
from courses.marking.actions.allocating import check_no_tie, check_right, locked_attempt
from courses.marking.appeals import known_at
from courses.marking.models import MarkAppeal, MarkAppealDecision
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Outcome = MarkAppealDecision.Outcome


@transaction.atomic
def open_appeal(*, question: AttemptQuestion, reason: str, by: Person, at: datetime) -> MarkAppeal:
    """Ask for an answer to be marked again by somebody else; one appeal an answer (R50).

    Refused to others than the candidate, before the result, after the appeal period, where no
    person marked the answer, and once the result is withdrawn. Records `marking.appeal_opened`.
    """
    attempt = locked_attempt(question)
    if not by.is_same_as(attempt.enrolment.person_id):
        raise Refused("not_yours", _("This answer is somebody else's."))
    existing = MarkAppeal.objects.filter(question=question).first()
    if existing is not None:
        return existing
    if not reason.strip():
        raise Refused("no_reason", _("Say why the mark is wrong."))
    if attempt.result_id is None or hasattr(attempt, "withdrawal"):
        raise Refused("no_result", _("There is no result to appeal against."), "R50")
    known = known_at(question)
    if known is None:
        raise Refused("marked_by_rule", _("No person has marked this answer."), "R50")
    zone = attempt.design.zone
    if at.astimezone(ZoneInfo(zone)).date() > rules.appeal_through(known, zone):
        raise Refused(
            "too_late", _("The %s days for an appeal are over.") % rules.APPEAL_DAYS, "R50"
        )
    appeal = MarkAppeal.objects.create(question=question, reason=reason.strip(), opened_at=at)
    record_event(name="marking.appeal_opened", subject=appeal, by=by, at=at)
    return appeal


@transaction.atomic
def decide_appeal(
    *,
    appeal: MarkAppeal,
    outcome: str,
    answer: str,
    by: Person,
    at: datetime,
    criterion_points: list[int] | None = None,
) -> MarkAppealDecision:
    """Dismiss an appeal, or uphold it with a higher mark, from which a further result follows.

    A decided appeal is returned. Refused to whoever marked the answer (R50) or has a tie to the
    candidate (R48), without the right to mark the module (R31), without an answer to the
    candidate, and for a mark that is not higher than the one that stands (R52). Records
    `marking.appeal_decided`, of which the candidate is told.
    """
    question = appeal.question
    attempt = locked_attempt(question)
    decided = MarkAppealDecision.objects.filter(appeal=appeal).first()
    if decided is not None:
        return decided
    if outcome not in Outcome.values:
        raise Refused("outcome_unknown", _("Choose what comes of the appeal."))
    if not answer.strip():
        raise Refused("no_answer", _("Write an answer to the candidate."), "R50")
    if question.marks.filter(marked_by=by).exists():
        raise Refused("marked_before", _("Somebody who has not marked it decides."), "R50")
    check_right(by, attempt, at)
    check_no_tie(by, attempt, at)
    mark = None
    if outcome == Outcome.UPHELD:
        before = standing_shares(attempt)[question.pk]
        mark = give_mark(
            question=question,
            criterion_points=criterion_points or [],
            comment=answer,
            kind=Mark.Kind.APPEAL,
            by=by,
            at=at,
        )
        _check_favour(mark, before)
    decision = MarkAppealDecision.objects.create(
        appeal=appeal,
        outcome=outcome,
        answer=answer.strip(),
        mark=mark,
        decided_at=at,
        decided_by=by,
    )
    record_event(name="marking.appeal_decided", subject=decision, by=by, at=at)
    return decision


def _check_favour(mark: Mark, before: Fraction | None) -> None:
    if not rules.is_higher(mark.share, before):
        raise Refused(
            "not_higher",
            _("An appeal never lowers a mark: give more points, or dismiss it."),
            "R52",
        )
