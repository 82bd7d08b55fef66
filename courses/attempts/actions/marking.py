"""Marks open answers by their rubric."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessments.question_types import type_of
from courses.attempts import queries, rules
from courses.attempts.actions.results import confirm_result
from courses.attempts.annotations import Note, clean_annotations, texts_of
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def give_mark(
    *,
    question: AttemptQuestion,
    criterion_points: list[int],
    comment: str,
    by: Person,
    at: datetime,
    kind: str = Mark.Kind.MARKER,
    annotations: Sequence[dict[str, Any]] = (),
) -> Mark:
    """Mark an open answer by its rubric; `rules.standing_share` says which mark stands.

    Refused for one's own answer, without the right to teach the module (or administering the
    scheme), before submission, for points outside the rubric, notes outside the text, and where
    the marks would no longer bear the result that has been confirmed. Records `attempts.mark_given`.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment")
        .get(pk=question.attempt_id)
    )
    _check_may_mark(attempt, by, at)
    version = question.version
    question_type = type_of(version.type)
    if question_type.is_closed(version.content):
        raise Refused("marked_by_rule", _("This question is marked by rule."))
    answer = queries.current_answers(attempt).get(question.pk)
    share, notes = _read(question, answer, criterion_points, annotations)
    mark = Mark.objects.create(
        question=question,
        kind=kind,
        points=rules.shown(share * Fraction(question.points)),
        explanation={
            "share": str(share),
            "criteria": criterion_points,
            "step": answer.pk if answer else None,
        },
        comment=comment.strip(),
        annotations=notes,
        marked_by=by,
        marked_at=at,
    )
    record_event(name="attempts.mark_given", subject=mark, by=by, at=at)
    confirm_result(attempt=attempt, by=None, at=at)
    return mark


def _check_may_mark(attempt: Attempt, by: Person, at: datetime) -> None:
    if by.is_same_as(attempt.enrolment.person_id):
        raise Refused("own_answer", _("You cannot mark your own answer."), "R48")
    markable = queries.markable_assessments(by, timezone.localdate(at))
    if not markable.filter(pk=attempt.assessment_id).exists():
        raise Refused("no_right", _("You have no right to teach this module on this day."), "R31")
    if attempt.submitted_at is None:
        raise Refused("not_submitted", _("This attempt has not been handed in."))


def _read(
    question: AttemptQuestion,
    answer: Step | None,
    criterion_points: list[int],
    annotations: Sequence[dict[str, Any]],
) -> tuple[Fraction, list[Note]]:
    """The share of these points, and the notes in their stored form."""
    version, response = question.version, answer.response if answer else None
    try:
        share = type_of(version.type).share_of(
            version.content,
            response,
            criterion_points,
            seed=question.seed,
            penalty=Fraction(version.penalty),
        )
        return share, clean_annotations(list(annotations), texts_of(version, response))
    except ValueError as error:
        raise Refused("points_outside", str(error)) from error
