"""Prepares a running test for its page, and takes in a whole form of answers."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessments.presentation import ShownQuestion, fields_of, show_question
from courses.assessments.question_types import type_of
from courses.attempts.actions import Answer, save_answers
from courses.attempts.forms import fields_of_question, read_response
from courses.attempts.models import Attempt, AttemptQuestion, Step
from courses.attempts.queries import current_answers
from lms.errors import Refused
from lms.people.models import Person


def questions_of(
    attempt: Attempt, typed: dict[int, dict[str, list[str]]] | None = None
) -> list[ShownQuestion]:
    """All questions of a running attempt with the answers that count now.

    `typed` holds, by position, fields that could not be saved; they are shown as they came.
    """
    answers = current_answers(attempt)
    return [
        _shown(question, answers.get(question.pk), question.seed, typed)
        for question in attempt.questions.select_related("version")
    ]


def _shown(question: AttemptQuestion, step: Step | None, seed: str, typed) -> ShownQuestion:
    return show_question(
        question.version,
        position=question.position,
        points=question.points,
        seed=seed,
        response=step.response if step else None,
        step_id=step.pk if step else 0,
        typed=(typed or {}).get(question.position),
    )


def state_of(attempt: Attempt) -> dict[str, dict[str, Any]]:
    """By position, the answer that counts now: its step, when, from which window, its fields."""
    answers = current_answers(attempt)
    return {
        str(question.position): _state(question, answers[question.pk], question.seed)
        for question in attempt.questions.select_related("version")
        if question.pk in answers
    }


def _state(question: AttemptQuestion, step: Step, seed: str) -> dict[str, Any]:
    version = question.version
    shown = type_of(version.type).show_response(version.content, seed, step.response)
    return {
        "step": step.pk,
        "at": clock(step.at),
        "window": step.window,
        "fields": fields_of(shown),
    }


def clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


@dataclass
class SavedForm:
    """What came of a whole form: what to mend, what to tell, and which fields did not fit."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    typed: dict[int, dict[str, list[str]]] = field(default_factory=dict)


def save_form(attempt: Attempt, data, *, by: Person, at: datetime) -> SavedForm:
    """Save every answer that was changed in this form.

    What the form shows unchanged is left alone, so a form from an old window overwrites nothing.
    An answer changed here and elsewhere is saved too and the reader is told; the log keeps both.
    """
    saved = SavedForm()
    steps = {step.pk: step for step in Step.objects.filter(attempt=attempt, question__isnull=False)}
    latest = {step.question_id: step for step in steps.values()}
    answers = []
    for question in attempt.questions.select_related("version"):
        known = data.get(f"known-{question.position}", "")
        if not known.isdecimal():
            continue
        label = _("Question %s") % question.position
        try:
            response = read_response(question, data)
        except ValueError as error:
            saved.problems.append(f"{label}: {error}")
            saved.typed[question.position] = fields_of_question(data, question.position)
            continue
        current = latest.get(question.pk)
        if response in (_said(steps.get(int(known))), _said(current)):
            continue
        if current and current.pk != int(known):
            saved.notes.append(
                _(
                    "%(question)s was answered in another window at %(time)s; this answer counts now."
                )
                % {"question": label, "time": clock(current.at)}
            )
        answers.append(Answer(question, response, uuid.uuid4()))
    try:
        save_answers(attempt=attempt, answers=answers, window="", by=by, at=at)
    except Refused as refusal:
        saved.problems.insert(0, refusal.sentence)
    return saved


def _said(step: Step | None) -> Any:
    return step.response if step else None


def blank_positions(attempt: Attempt) -> list[int]:
    """The questions that are not answered."""
    answers = current_answers(attempt)
    return [
        question.position
        for question in attempt.questions.all()
        if question.pk not in answers or answers[question.pk].response is None
    ]
