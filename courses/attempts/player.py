"""Prepares a running test for its page, and takes in a whole form of answers."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.assessments.designs import Section, read_sections
from courses.assessments.models import AssessmentDesign
from courses.assessments.presentation import (
    ShownQuestion,
    fields_of,
    show_question,
    with_pictures,
)
from courses.assessments.question_types import type_of
from courses.attempts.actions import Answer, save_answers
from courses.attempts.forms import fields_of_question, read_certainty, read_response
from courses.attempts.models import Attempt, AttemptQuestion, Step
from courses.attempts.queries import current_answers, flagged_questions
from courses.attempts.rules import is_unsure
from courses.attempts.uploads import files_url, shown_files
from lms.errors import Refused
from lms.people.models import Person

Typed = dict[int, dict[str, list[str]]]


def questions_of(attempt: Attempt, typed: Typed | None = None) -> list[ShownQuestion]:
    """All questions of a running attempt with the answers that count now.

    `typed` holds, by position, fields that could not be saved; they are shown as they came.
    """
    answers = current_answers(attempt)
    questions = list(
        attempt.questions.select_related("version").prefetch_related(
            with_pictures("version__picture")
        )
    )
    files = shown_files(questions)
    return [
        _shown(question, answers.get(question.pk), typed=typed or {}, files=files)
        for question in questions
    ]


@dataclass(frozen=True)
class Asked:
    """A question in its place in the test: its section where that begins, and how it stands."""

    question: ShownQuestion
    section: Section | None
    heading: str
    is_flagged: bool
    is_unsure: bool
    is_current: bool

    @property
    def position(self) -> int:
        return self.question.position


@dataclass(frozen=True)
class Page:
    """A running test as its page shows it; `current` is the question in view, one a page."""

    asked: list[Asked]
    current: int
    is_one: bool

    @property
    def answered(self) -> int:
        return sum(each.question.is_answered for each in self.asked)


def page_of(attempt: Attempt, *, typed: Typed | None = None, current: str = "") -> Page:
    """The whole test; where it shows one question a page, the others are there but hidden.

    So an outage of the network keeps nobody from going on.
    """
    questions = questions_of(attempt, typed)
    design = attempt.design
    is_one = design.layout == AssessmentDesign.Layout.ONE
    wanted = int(current) if current.isdecimal() else 0
    positions = [question.position for question in questions]
    chosen = wanted if wanted in positions else min(typed or positions, default=1)
    sections = read_sections(design.sections)
    places = {place: (pk, number) for pk, place, number in _places(attempt)}
    flagged = flagged_questions(attempt)
    unsure = _unsure_positions(attempt) if design.asks_certainty else set()
    asked, before = [], 0
    for question in questions:
        pk, number = places[question.position]
        section = sections[number - 1]
        asked.append(
            Asked(
                question=question,
                section=section if number != before and (section.title or section.intro) else None,
                heading=section.title,
                is_flagged=pk in flagged,
                is_unsure=question.position in unsure,
                is_current=not is_one or question.position == chosen,
            )
        )
        before = number
    return Page(asked, chosen, is_one)


def _places(attempt: Attempt) -> list[tuple[int, int, int]]:
    return list(attempt.questions.values_list("pk", "position", "section"))


def flagged_positions(attempt: Attempt) -> list[int]:
    """The questions that the learner means to return to."""
    flagged = flagged_questions(attempt)
    return [position for pk, position, _section in _places(attempt) if pk in flagged]


def _unsure_positions(attempt: Attempt) -> set[int]:
    return {
        question.position for question, step in _answered(attempt) if says_unsure(question, step)
    }


def _answered(attempt: Attempt) -> list[tuple[AttemptQuestion, Step]]:
    answers = current_answers(attempt)
    return [
        (question, answers[question.pk])
        for question in attempt.questions.select_related("version")
        if question.pk in answers
    ]


def _shown(question: AttemptQuestion, step: Step | None, *, typed, files) -> ShownQuestion:
    return show_question(
        question.version,
        position=question.position,
        points=question.points,
        seed=question.seed,
        response=step.response if step else None,
        step_id=step.pk if step else 0,
        typed=typed.get(question.position),
        files=files,
        files_url=files_url(question),
        asks_certainty=question.asks_certainty,
        certainty=step.certainty if step else None,
    )


def state_of(attempt: Attempt) -> dict[str, dict[str, Any]]:
    """By position, the answer that counts now: its step, when, from which window, its fields."""
    return {
        str(question.position): _state(question, step, question.seed)
        for question, step in _answered(attempt)
    }


def _state(question: AttemptQuestion, step: Step, seed: str) -> dict[str, Any]:
    version = question.version
    shown = type_of(version.type).show_response(version.content, seed, step.response)
    fields = fields_of(shown)
    if step.certainty:
        fields["certainty"] = [str(step.certainty)]
    return {
        "step": step.pk,
        "at": clock(step.at),
        "window": step.window,
        "fields": fields,
        "is_answered": step.response is not None,
        "is_unsure": says_unsure(question, step),
    }


def says_unsure(question: AttemptQuestion, step: Step) -> bool:
    """Whether the answer is shown as one that the learner is not certain of."""
    return question.asks_certainty and is_unsure(step.response, step.certainty)


def clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def moment(at: datetime, attempt: Attempt) -> str:
    """Day and time in the zone of the test."""
    return date_format(at.astimezone(ZoneInfo(attempt.design.zone)), "j F, H:i")


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
    answered = Step.objects.filter(attempt=attempt, kind=Step.Kind.ANSWERED).order_by("pk")
    steps = {step.pk: step for step in answered}
    latest = {step.question_id: step for step in steps.values()}
    answers = []
    for question in attempt.questions.select_related("version"):
        known = data.get(f"known-{question.position}", "")
        if not known.isdecimal():
            continue
        label = _("Question %s") % question.position
        try:
            response = read_response(question, data)
            certainty = read_certainty(question, data)
        except ValueError as error:
            saved.problems.append(f"{label}: {error}")
            saved.typed[question.position] = fields_of_question(data, question.position)
            continue
        current = latest.get(question.pk)
        if (response, certainty) in (_said(steps.get(int(known))), _said(current)):
            continue
        if current and current.pk != int(known):
            saved.notes.append(
                _(
                    "%(question)s was answered in another window at %(time)s; this answer counts now."
                )
                % {"question": label, "time": clock(current.at)}
            )
        answers.append(Answer(question, response, uuid.uuid4(), certainty))
    try:
        save_answers(attempt=attempt, answers=answers, window="", by=by, at=at)
    except Refused as refusal:
        saved.problems.insert(0, refusal.sentence)
    return saved


def _said(step: Step | None) -> tuple[Any, int | None]:
    return (step.response, step.certainty) if step else (None, None)


def blank_positions(attempt: Attempt) -> list[int]:
    """The questions that are not answered."""
    answers = current_answers(attempt)
    return [
        question.position
        for question in attempt.questions.all()
        if question.pk not in answers or answers[question.pk].response is None
    ]
