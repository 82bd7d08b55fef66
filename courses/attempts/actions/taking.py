"""Starts attempts, saves answers, takes breaks, hands in. Every step is appended."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.designs import Candidate, read_sections
from courses.assessments.draws import draw_questions
from courses.assessments.models import Assessment, AssessmentDesign
from courses.assessments.queries import candidates
from courses.attempts import queries, rules
from courses.attempts.actions.by_rule import mark_by_rule
from courses.attempts.actions.results import record_result
from courses.attempts.actions.running import check_files, check_runs, locked_attempt
from courses.attempts.models import Attempt, AttemptQuestion, Step
from courses.attempts.queries import Standing
from courses.attempts.repeats import questions_seen
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@dataclass(frozen=True)
class Answer:
    """One answer as it came: `key` is the browser's own for this save."""

    question: AttemptQuestion
    response: Any
    key: uuid.UUID
    certainty: int | None = None


@transaction.atomic
def start_attempt(
    *,
    enrolment: Enrolment,
    assessment: Assessment,
    by: Person,
    at: datetime,
    code: str = "",
    module_revision_id: int | None = None,
    seed: int | None = None,
) -> Attempt:
    """Draw the questions and start the clock; an attempt that is open already is returned.

    Refused to who only asked for a place, when passed, while marking waits, when no attempt is left,
    outside the opening dates or before the wait is over (R52), without the start code, and when the
    bank has too few questions. The person's accommodations hold (R61). Records `attempts.attempt_started`.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not by.is_same_as(enrolment.person_id):
        raise Refused("not_yours", _("This place in the programme is somebody else's."))
    standing = queries.standing(enrolment, assessment, at)
    if standing.open_attempt:
        return standing.open_attempt
    if not Enrolment.objects.taken().filter(pk=enrolment.pk).exists():
        raise Refused("no_place", _("There is no place for you here yet; lessons and tests wait."))
    if not standing.may_start:
        raise Refused(standing.code, standing.refusal, "R52")
    design = standing.design
    if design.start_code and not _same_code(design.start_code, code):
        raise Refused("wrong_start_code", _("That is not the start code of this test."))
    seed = secrets.randbits(62) if seed is None else seed
    drawing = _draw(enrolment, assessment, design, seed)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        design=design,
        number=standing.attempts_used + 1,
        seed=seed,
        repeated=drawing.repeated,
        module_revision_id=module_revision_id,
        break_minutes=standing.break_minutes,
        started_at=at,
        deadline_at=_deadline(standing, at),
    )
    AttemptQuestion.objects.bulk_create(drawing.questions_of(attempt))
    record_event(name="attempts.attempt_started", subject=attempt, by=by, at=at)
    return attempt


def _same_code(wanted: str, typed: str) -> bool:
    return compare_digest(wanted.strip().casefold().encode(), typed.strip().casefold().encode())


def _deadline(standing: Standing, at: datetime) -> datetime | None:
    """Extra time also moves the closing date, or who starts late would not have it."""
    design, extra = standing.design, standing.measures.extra_time_percent
    minutes = rules.minutes_allowed(design.time_limit_minutes, extra)
    closes_at = design.closes_at
    if closes_at is not None and minutes is not None:
        closes_at += timedelta(minutes=float(minutes) - (design.time_limit_minutes or 0))
    return rules.deadline(at, minutes, closes_at)


@dataclass(frozen=True)
class Drawing:
    """What was drawn, in order: for which section which question, and how many were asked before."""

    drawn: list[tuple[int, Candidate]]
    repeated: int

    def questions_of(self, attempt: Attempt) -> list[AttemptQuestion]:
        return [
            AttemptQuestion(
                attempt=attempt,
                section=section,
                position=position,
                version_id=asked.version,
                points=asked.points,
            )
            for position, (section, asked) in enumerate(self.drawn, start=1)
        ]


def _draw(
    enrolment: Enrolment, assessment: Assessment, design: AssessmentDesign, seed: int
) -> Drawing:
    """Questions asked in earlier attempts only where the bank has no others (R52)."""
    seen = questions_seen(enrolment, assessment)
    offered = candidates(assessment.bank)
    try:
        drawn = draw_questions(
            read_sections(design.sections),
            offered,
            seen=seen,
            seed=str(seed),
            shuffles=design.shuffles_questions,
        )
    except ValueError as error:
        raise Refused("no_questions", str(error)) from error
    by_pk = {each.pk: each for each in offered}
    repeated = len(seen & {each.pk for each in drawn})
    return Drawing([(each.section, by_pk[each.pk]) for each in drawn], repeated)


def save_answer(
    *,
    attempt: Attempt,
    question: AttemptQuestion,
    response: Any,
    key: uuid.UUID,
    window: str,
    by: Person,
    at: datetime,
    certainty: int | None = None,
) -> Step:
    """Append an answer; the same key again returns the step that is there and adds nothing.

    Refused for somebody else's attempt, after submission, after the deadline, and for a key that
    was used for another answer.
    """
    answer = Answer(question, response, key, certainty)
    return save_answers(attempt=attempt, answers=[answer], window=window, by=by, at=at)[0]


@transaction.atomic
def save_answers(
    *,
    attempt: Attempt,
    answers: list[Answer],
    window: str,
    by: Person,
    at: datetime,
) -> list[Step]:
    """Append several answers at once, as `save_answer` does one. An answer ends a break."""
    attempt = locked_attempt(attempt, by)
    if any(answer.question.attempt_id != attempt.pk for answer in answers):
        raise Refused("other_attempt", _("This question belongs to another attempt."))
    keys = [answer.key for answer in answers]
    saved = {step.key: step for step in Step.objects.filter(attempt=attempt, key__in=keys)}
    for answer in answers:
        step = saved.get(answer.key)
        if step and not step.says(answer.question, answer.response, answer.certainty):
            raise Refused("key_reused", _("This key was used for another answer."))
    new = [
        Step(
            attempt=attempt,
            kind=Step.Kind.ANSWERED,
            question=answer.question,
            response=answer.response,
            certainty=answer.certainty,
            key=answer.key,
            window=window[:36],
            at=at,
        )
        for answer in answers
        if answer.key not in saved
    ]
    if new:
        check_runs(attempt, at)
        check_files((answer.question, answer.response) for answer in answers)
        _resume(attempt, uuid.uuid4(), at)
    saved |= {step.key: step for step in Step.objects.bulk_create(new)}
    return [saved[key] for key in keys]


@transaction.atomic
def note_step(
    *,
    attempt: Attempt,
    kind: str,
    key: uuid.UUID,
    window: str,
    by: Person,
    at: datetime,
    question: AttemptQuestion | None = None,
) -> Step:
    """Note that a window opened the test, or that a question was flagged or unflagged.

    The same key again adds nothing. Refused as an answer is.
    """
    attempt = locked_attempt(attempt, by)
    if question is not None and question.attempt_id != attempt.pk:
        raise Refused("other_attempt", _("This question belongs to another attempt."))
    known = Step.objects.filter(attempt=attempt, key=key).first()
    if known is not None:
        return known
    check_runs(attempt, at)
    return Step.objects.create(
        attempt=attempt, kind=kind, question=question, key=key, window=window[:36], at=at
    )


@transaction.atomic
def begin_break(*, attempt: Attempt, key: uuid.UUID, by: Person, at: datetime) -> Step:
    """Stop the clock for what is left of the allowance; a break that runs is returned.

    Refused where there is no time limit or no break left.
    """
    attempt = locked_attempt(attempt, by)
    check_runs(attempt, at)
    state = queries.break_state(attempt, at)
    if state.is_paused:
        return attempt.steps.filter(kind=Step.Kind.PAUSED).latest("pk")
    if attempt.deadline_at is None or not state.seconds_left:
        raise Refused("no_break", _("There is no break left in this test."))
    attempt.deadline_at += timedelta(seconds=state.seconds_left)
    attempt.save(update_fields=["deadline_at"])
    return Step.objects.create(attempt=attempt, kind=Step.Kind.PAUSED, key=key, at=at)


@transaction.atomic
def end_break(*, attempt: Attempt, key: uuid.UUID, by: Person, at: datetime) -> None:
    """Let the clock run again; without a break nothing happens."""
    attempt = locked_attempt(attempt, by)
    if attempt.submitted_at is None:
        _resume(attempt, key, at)


def _resume(attempt: Attempt, key: uuid.UUID, at: datetime) -> None:
    """What was not used of the break comes off the deadline again."""
    state = queries.break_state(attempt, at)
    if not state.is_paused or attempt.deadline_at is None:
        return
    attempt.deadline_at -= timedelta(seconds=state.seconds_left)
    attempt.save(update_fields=["deadline_at"])
    Step.objects.create(attempt=attempt, kind=Step.Kind.RESUMED, key=key, at=at)


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
    attempt = locked_attempt(attempt, by)
    if attempt.submitted_at is not None:
        return attempt
    if attempt.deadline_at and at > attempt.deadline_at:
        kind, at = Step.Kind.TIMED_OUT, attempt.deadline_at
    Step.objects.create(attempt=attempt, kind=kind, key=key, at=at)
    attempt.submitted_at = at
    attempt.save(update_fields=["submitted_at"])
    record_event(name="attempts.attempt_submitted", subject=attempt, by=by, at=at)
    questions, marks = mark_by_rule(attempt=attempt, at=at)
    breakdown = queries.breakdown_with(attempt, questions, marks)
    attempt.result = record_result(attempt=attempt, breakdown=breakdown, by=None, at=at)
    return attempt
