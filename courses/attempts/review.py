"""Prepares the result of an attempt for its page: marks, feedback, and what to read again."""

from dataclasses import dataclass

from courses.assessments.question_types import type_of
from courses.attempts.models import Attempt, AttemptQuestion, Mark
from courses.attempts.queries import current_answers, current_marks
from courses.catalogue.models import LessonPage, ModulePage


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

    @property
    def criteria(self) -> list[tuple[str, int, int]]:
        """Of a marked open answer: each criterion, its points and the most it could have."""
        points = self.mark.explanation.get("criteria", []) if self.mark else []
        rubric = self.question.version.content.get("rubric", [])
        return [
            (row["text"], given, row["points"]) for row, given in zip(rubric, points, strict=False)
        ]


def reviewed(
    attempt: Attempt, module: ModulePage | None, *, shows_key: bool
) -> list[ReviewedQuestion]:
    """Each question with points, feedback and the lessons to read again.

    The right answers are left out while the learner may still try again.
    """
    answers, marks = current_answers(attempt), current_marks(attempt)
    lessons = _lessons_of(module)
    rows = []
    for question in attempt.questions.select_related("version__question"):
        version, step, mark = question.version, answers.get(question.pk), marks.get(question.pk)
        kind = type_of(version.type)
        is_full = mark is not None and mark.points == question.points
        feedback = [*(mark.explanation.get("feedback") or []), version.feedback] if mark else []
        rows.append(
            ReviewedQuestion(
                question=question,
                response=kind.describe(version.content, step.response if step else None),
                mark=mark,
                feedback=[text for text in feedback if text],
                right_answer=kind.right_answer(version.content) if shows_key else [],
                reread=[]
                if is_full or mark is None
                else [lesson for lesson in lessons if version.outcome in lesson.outcomes],
            )
        )
    return rows


def _lessons_of(module: ModulePage | None) -> list[LessonPage]:
    if module is None:
        return []
    lessons = LessonPage.objects.live().child_of(module).order_by("path")
    return list(lessons.defer("body", "teaching_note"))
