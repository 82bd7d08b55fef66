"""Starts attempts, saves answers, submits, marks. Every step is appended."""

import secrets
import uuid
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessments.models import Assessment, Question, QuestionVersion
from courses.assessments.question_types import OpenAnswer, type_of
from courses.attempts import queries, rules
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Result, Step
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def start_attempt(
    *,
    enrolment: Enrolment,
    assessment: Assessment,
    by: Person,
    at: datetime,
    module_revision_id: int | None = None,
    seed: int | None = None,
) -> Attempt:
    """Draw the questions and start the clock; an attempt that is open already is returned.

    Refused when passed, while marking waits, when no attempt is left or before the wait is over
    (R52), and when the bank has no questions. Records `attempts.attempt_started`.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.person_id != by.pk:
        raise Refused("not_yours", _("This place in the programme is somebody else's."))
    standing = queries.standing(enrolment, assessment, at)
    if standing.open_attempt:
        return standing.open_attempt
    if not standing.may_start:
        raise Refused(standing.code, standing.refusal, "R52")
    seed = secrets.randbits(62) if seed is None else seed
    drawn = _draw(enrolment, assessment, str(seed))
    if not drawn:
        raise Refused("no_questions", _("This test has no questions yet."))
    limit = assessment.time_limit_minutes
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        number=standing.attempts_used + 1,
        seed=seed,
        pass_percent=assessment.pass_percent,
        module_revision_id=module_revision_id,
        started_at=at,
        deadline_at=at + timedelta(minutes=limit) if limit else None,
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, position=position, version=version, points=version.points)
        for position, version in enumerate(drawn, start=1)
    )
    record_event(name="attempts.attempt_started", subject=attempt, by=by, at=at)
    return attempt


def _draw(enrolment: Enrolment, assessment: Assessment, seed: str) -> list[QuestionVersion]:
    """Closed questions first, then the open ones."""
    questions = Question.objects.filter(
        bank=assessment.bank_id, is_retired=False, current__isnull=False
    )
    questions = questions.select_related("current").order_by("code")
    versions = {question.pk: question.current for question in questions if question.current}
    seen = set(
        AttemptQuestion.objects.filter(
            attempt__enrolment=enrolment, attempt__assessment=assessment
        ).values_list("version__question", flat=True)
    )
    drawn: list[int] = []
    for is_closed, count in (
        (True, assessment.closed_questions),
        (False, assessment.open_questions),
    ):
        pool = [pk for pk, v in versions.items() if type_of(v.type).is_closed is is_closed]
        drawn += rules.draw(pool, seen, count, f"{seed}:{is_closed}")
    return [versions[pk] for pk in drawn]


def save_answer(
    *,
    attempt: Attempt,
    question: AttemptQuestion,
    response: Any,
    key: uuid.UUID,
    window: str,
    by: Person,
    at: datetime,
) -> Step:
    """Append an answer; the same key again returns the step that is there and adds nothing.

    Refused for somebody else's attempt, after submission, after the deadline, and for a key that
    was used for another answer.
    """
    return save_answers(
        attempt=attempt, answers=[(question, response, key)], window=window, by=by, at=at
    )[0]


@transaction.atomic
def save_answers(
    *,
    attempt: Attempt,
    answers: list[tuple[AttemptQuestion, Any, uuid.UUID]],
    window: str,
    by: Person,
    at: datetime,
) -> list[Step]:
    """Append several answers (question, response, key) at once, as `save_answer` does one."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment")
        .get(pk=attempt.pk)
    )
    if attempt.enrolment.person_id != by.pk:
        raise Refused("not_yours", _("This attempt is somebody else's."))
    if any(question.attempt_id != attempt.pk for question, *_rest in answers):
        raise Refused("other_attempt", _("This question belongs to another attempt."))
    keys = [key for *_rest, key in answers]
    saved = {step.key: step for step in Step.objects.filter(attempt=attempt, key__in=keys)}
    for question, response, key in answers:
        if key in saved and not saved[key].says(question, response):
            raise Refused("key_reused", _("This key was used for another answer."))
    new = [
        Step(
            attempt=attempt,
            kind=Step.Kind.ANSWERED,
            question=question,
            response=response,
            key=key,
            window=window[:36],
            at=at,
        )
        for question, response, key in answers
        if key not in saved
    ]
    if new and attempt.submitted_at is not None:
        raise Refused("submitted", _("This attempt has been handed in; answers no longer change."))
    if new and rules.is_too_late(attempt.deadline_at, at):
        raise Refused("too_late", _("The time for this attempt is over."))
    saved |= {step.key: step for step in Step.objects.bulk_create(new)}
    return [saved[key] for key in keys]


@transaction.atomic
def submit_attempt(
    *,
    attempt: Attempt,
    key: uuid.UUID,
    by: Person | None,
    at: datetime,
    kind: str = Step.Kind.SUBMITTED,
) -> Attempt:
    """Hand in the attempt and mark what a rule can mark; a second time changes nothing.

    After the deadline it counts as handed in by the clock, at the deadline.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment")
        .get(pk=attempt.pk)
    )
    if by is not None and attempt.enrolment.person_id != by.pk:
        raise Refused("not_yours", _("This attempt is somebody else's."))
    if attempt.submitted_at is not None:
        return attempt
    if attempt.deadline_at and at > attempt.deadline_at:
        kind, at = Step.Kind.TIMED_OUT, attempt.deadline_at
    Step.objects.create(attempt=attempt, kind=kind, key=key, at=at)
    attempt.submitted_at = at
    attempt.save(update_fields=["submitted_at"])
    record_event(name="attempts.attempt_submitted", subject=attempt, by=by, at=at)
    _mark_by_rule(attempt, at)
    confirm_result(attempt=attempt, by=None, at=at)
    return attempt


def _mark_by_rule(attempt: Attempt, at: datetime) -> None:
    answers = queries.current_answers(attempt)
    marks = []
    for question in attempt.questions.select_related("version"):
        question_type = type_of(question.version.type)
        answer = answers.get(question.pk)
        response = answer.response if answer else None
        if not question_type.is_closed and response is not None:
            continue
        if response is None:
            share, explanation = Fraction(0), {"blank": True}
        else:
            marked = question_type.mark(question.version.content, response)
            share, explanation = marked.share, marked.explanation
        marks.append(
            Mark(
                question=question,
                points=rules.shown(share * Fraction(question.points)),
                explanation={
                    **explanation,
                    "share": str(share),
                    "step": answer.pk if answer else None,
                },
                marked_at=at,
            )
        )
    Mark.objects.bulk_create(marks)


@transaction.atomic
def confirm_result(*, attempt: Attempt, by: Person | None, at: datetime) -> Result | None:
    """Record the result once no mark still to come can change it, else None.

    Records `attempts.result_confirmed`, which progress and certification follow.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    existing = Result.objects.filter(attempt=attempt).first()
    if existing or attempt.submitted_at is None:
        return existing
    score = queries.score_of(attempt)
    is_passed = rules.verdict(score, attempt.pass_percent)
    if is_passed is None:
        return None
    result = Result.objects.create(
        attempt=attempt,
        is_passed=is_passed,
        points=rules.shown(score.earned),
        maximum=rules.shown(score.maximum),
        confirmed_at=at,
    )
    record_event(
        name="attempts.result_confirmed",
        subject=result,
        by=by,
        at=at,
        payload={"is_passed": is_passed},
    )
    return result


@transaction.atomic
def give_mark(
    *,
    question: AttemptQuestion,
    criterion_points: list[int],
    comment: str,
    by: Person,
    at: datetime,
) -> Mark:
    """Mark an open answer by its rubric; a later mark stands over an earlier one.

    Refused for one's own answer, without the right to teach the module (or administering the
    scheme), before submission, for points outside the rubric, and where the marks would no longer
    bear the result that has been confirmed. Records `attempts.mark_given`.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment")
        .get(pk=question.attempt_id)
    )
    if attempt.enrolment.person_id == by.pk:
        raise Refused("own_answer", _("You cannot mark your own answer."), "R48")
    modules = queries.markable_modules(by, timezone.localdate(at))
    if not modules.filter(assessment=attempt.assessment_id).exists():
        raise Refused("no_right", _("You have no right to teach this module on this day."), "R31")
    if attempt.submitted_at is None:
        raise Refused("not_submitted", _("This attempt has not been handed in."))
    question_type = type_of(question.version.type)
    if not isinstance(question_type, OpenAnswer):
        raise Refused("marked_by_rule", _("This question is marked by rule."))
    content = question.version.content
    try:
        share = question_type.share_of(content, criterion_points)
    except ValueError as error:
        raise Refused("points_outside", str(error)) from error
    mark = Mark.objects.create(
        question=question,
        points=rules.shown(share * Fraction(question.points)),
        explanation={"share": str(share), "criteria": criterion_points},
        comment=comment.strip(),
        marked_by=by,
        marked_at=at,
    )
    record_event(name="attempts.mark_given", subject=mark, by=by, at=at)
    result = confirm_result(attempt=attempt, by=by, at=at)
    if result and rules.verdict(queries.score_of(attempt), attempt.pass_percent) not in {
        None,
        result.is_passed,
    }:
        raise Refused(
            "result_stands", _("With this mark the confirmed result would change."), "R52"
        )
    return mark
