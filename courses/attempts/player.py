"""Prepares a test for its page: what may be seen before handing in, and what afterwards."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.assessments.presentation import ShownQuestion, show_question
from courses.assessments.question_types import type_of
from courses.attempts.actions import save_answer
from courses.attempts.forms import read_response
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step
from courses.attempts.queries import current_answers, current_marks
from courses.catalogue.models import LessonPage
from lms.errors import Refused
from lms.people.models import Person


def questions_of(attempt: Attempt) -> list[ShownQuestion]:
    """All questions of a running attempt with the answers that count now."""
    answers = current_answers(attempt)
    return [
        _shown(question, answers.get(question.pk), str(attempt.seed))
        for question in attempt.questions.select_related("version")
    ]


def _shown(question: AttemptQuestion, step: Step | None, seed: str) -> ShownQuestion:
    return show_question(
        question.version,
        position=question.position,
        points=question.points,
        seed=seed,
        response=step.response if step else None,
        step_id=step.pk if step else 0,
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
