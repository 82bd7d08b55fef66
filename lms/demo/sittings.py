"""Lets somebody of the demonstration sit a module test, as a browser would."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from courses.assessments.question_types import type_of
from courses.attempts.actions import Answer, give_mark, save_answers, start_attempt, submit_attempt
from courses.attempts.models import Attempt, AttemptQuestion
from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment
from lms.demo import answers
from lms.people.models import Person

KEYS = uuid.UUID("5f0c6f4e-2f0b-5d2e-9a57-0a4b5f6d7c81")
WINDOW = "demonstration"
AT_A_TIME = 8  # answers to a page


class Outcome(StrEnum):
    PASS = "pass"  # the closed answers alone reach the pass mark
    MARK = "mark"  # an open answer decides
    FAIL = "fail"


@dataclass
class Sitting:
    """An attempt that was handed in, and its open answer that waits for a mark, if any."""

    attempt: Attempt
    module: ModulePage
    open_question: AttemptQuestion | None
    ended_at: datetime


def sit(
    *, enrolment: Enrolment, module: ModulePage, number: int, outcome: Outcome, at: datetime
) -> Sitting:
    """Start the test, answer page by page, and hand it in."""
    person = enrolment.person
    name = f"{person.public_id}:{module.code}:{number}"
    rng = random.Random(name)  # noqa: S311 - an invented history
    if module.assessment is None:
        raise ValueError(f"{module} has no test to sit.")
    attempt = start_attempt(
        enrolment=enrolment,
        assessment=module.assessment,
        module_revision_id=module.live_revision_id,
        seed=rng.getrandbits(62),
        by=person,
        at=at,
    )
    questions = list(attempt.questions.select_related("version"))
    responses = planned_responses(module.code, questions, outcome, rng)
    for first in range(0, len(responses), AT_A_TIME):
        some = responses[first : first + AT_A_TIME]
        at += sum((timedelta(seconds=rng.randint(60, 330)) for _ in some), timedelta())
        save_answers(
            attempt=attempt,
            answers=[
                Answer(question, response, uuid.uuid5(KEYS, f"{name}:{question.position}"))
                for question, response in some
            ],
            window=WINDOW,
            by=person,
            at=at,
        )
    open_question = next((q for q, _response in responses if not is_closed(q)), None)
    at += timedelta(seconds=rng.randint(30, 240))
    submit_attempt(attempt=attempt, key=uuid.uuid5(KEYS, name), by=person, at=at)
    return Sitting(attempt, module, open_question, at)


def is_closed(question: AttemptQuestion) -> bool:
    return type_of(question.version.type).is_closed(question.version.content)


def planned_responses(
    code: str, questions: list[AttemptQuestion], outcome: Outcome, rng: random.Random
) -> list[tuple[AttemptQuestion, object]]:
    """What is answered: enough to pass, enough to wait for the mark, or too little."""
    closed = [q for q in questions if is_closed(q)]
    missed: set[int] = set()
    if outcome is not Outcome.PASS:
        # One answer of seven wrong leaves the verdict to the open one, four leave no hope.
        few = 1 if outcome is Outcome.MARK else 4
        sure = [q for q in closed if q.version.type in SURELY_WRONG] or closed
        missed = {q.pk for q in rng.sample(sure, min(few, len(sure)))}
    slipped = rng.choice(closed).pk if outcome is Outcome.PASS and rng.random() < 0.5 else None
    planned: list[tuple[AttemptQuestion, object]] = []
    for question in questions:
        version = question.version
        if question not in closed:
            if outcome is Outcome.MARK:
                planned.append((question, answers.OPEN_ANSWERS[code]))
        elif question.pk in missed:
            planned.append((question, answers.wrong(version, rng)))
        elif question.pk == slipped:
            planned.append((question, answers.slip(version)))
        else:
            planned.append((question, answers.right(version)))
    return planned


SURELY_WRONG = ("single choice", "true or false", "numeric", "multiple response", "ordering")


def mark(*, sitting: Sitting, by: Person, at: datetime) -> None:
    """Mark the open answer of a sitting well enough to pass."""
    question = sitting.open_question
    if question is None:
        return
    rng = random.Random(f"mark of {sitting.attempt.seed}")  # noqa: S311 - an invented history
    give_mark(
        question=question,
        criterion_points=answers.rubric_points(question.version, rng),
        comment=rng.choice(answers.COMMENTS),
        by=by,
        at=at,
    )
