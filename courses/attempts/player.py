"""Prepares a test for its page: what may be seen before handing in, and what afterwards."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types import type_of
from courses.assessments.question_types.written import GAP
from courses.attempts.actions import save_answer
from courses.attempts.forms import read_response
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step
from courses.attempts.queries import current_answers, current_marks
from courses.catalogue.models import LessonPage
from lms.errors import Refused
from lms.people.models import Person


@dataclass(frozen=True)
class ShownQuestion:
    """A question as its learner sees it; nothing of the key is in here."""

    position: int
    template: str
    stem: str
    points: Any
    presented: dict[str, Any]
    response: dict[str, Any]
    step_id: int
    is_answered: bool
    stem_parts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"q{self.position}"


def questions_of(attempt: Attempt) -> list[ShownQuestion]:
    """All questions of a running attempt with the answers that count now."""
    answers = current_answers(attempt)
    seed = str(attempt.seed)
    return [
        shown_question(question, answers.get(question.pk), seed)
        for question in attempt.questions.select_related("version")
    ]


def shown_question(question: AttemptQuestion, step: Step | None, seed: str) -> ShownQuestion:
    version = question.version
    kind = type_of(version.type)
    response = step.response if step else None
    presented = kind.present(version.content, seed)
    shown = kind.show_response(version.content, seed, response)
    if shown.get("order"):
        places = {name: place for place, name in enumerate(shown["order"], start=1)}
        items = [{**item, "place": places[item["name"]]} for item in presented["items"]]
        presented = {**presented, "items": sorted(items, key=lambda item: item["place"])}
    if "items" in presented:
        presented["places"] = list(range(1, len(presented["items"]) + 1))
    if "lefts" in presented:
        matches = shown["matches"]
        presented["lefts"] = [
            {**left, "chosen": matches.get(left["name"], "")} for left in presented["lefts"]
        ]
    return ShownQuestion(
        position=question.position,
        template=f"courses/attempts/questions/{version.type.replace(' ', '_')}.html",
        stem=version.stem,
        points=question.points,
        presented=presented,
        response=shown,
        step_id=step.pk if step else 0,
        is_answered=response is not None,
        stem_parts=version.stem.split(GAP) if "gaps" in presented else [],
    )


def save_form(attempt: Attempt, data, *, by: Person, at: datetime) -> list[str]:
    """Save a whole form that came without the script; returns what could not be saved, and why.

    An answer that another window gave meanwhile is not overwritten but told.
    """
    answers = current_answers(attempt)
    problems = []
    for question in attempt.questions.select_related("version"):
        current = answers.get(question.pk)
        known = data.get(f"known-{question.position}", "")
        label = _("Question %s") % question.position
        try:
            response = read_response(question, str(attempt.seed), data)
            if response == (current.response if current else None):
                continue
            if current and known != str(current.pk):
                problems.append(
                    _("%s was answered in another window meanwhile; look at it again.") % label
                )
                continue
            save_answer(
                attempt=attempt,
                question=question,
                response=response,
                key=uuid.uuid4(),
                window="",
                by=by,
                at=at,
            )
        except ValueError as error:
            problems.append(f"{label}: {error}")
        except Refused as refusal:
            return [refusal.sentence]
    return problems


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question with its mark, after handing in."""

    question: AttemptQuestion
    response: list[str]
    mark: Mark | None
    feedback: list[str]
    right_answer: list[str]
    reread: list[LessonPage]

    @property
    def is_right(self) -> bool:
        return self.mark is not None and self.mark.points == self.question.points


def reviewed(attempt: Attempt, *, shows_key: bool) -> list[ReviewedQuestion]:
    """Each question with points, feedback and the lessons to read again.

    The right answers are left out while the learner may still try again.
    """
    answers, marks = current_answers(attempt), current_marks(attempt)
    lessons = list(
        LessonPage.objects.live()
        .child_of(attempt.assessment.module)
        .defer("body", "teaching_note")
        .order_by("path")
    )
    rows = []
    for question in attempt.questions.select_related("version__question"):
        version, step, mark = question.version, answers.get(question.pk), marks.get(question.pk)
        kind = type_of(version.type)
        response = step.response if step else None
        is_full = mark is not None and mark.points == question.points
        feedback = [*(mark.explanation.get("feedback") or [] if mark else []), version.feedback]
        rows.append(
            ReviewedQuestion(
                question=question,
                response=kind.describe(version.content, response),
                mark=mark,
                feedback=[text for text in feedback if text] if mark else [],
                right_answer=kind.right_answer(version.content) if shows_key else [],
                reread=[]
                if is_full
                else [lesson for lesson in lessons if version.outcome in lesson.outcomes],
            )
        )
    return rows
