"""Changes many questions at once: files, retires and approves them in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from courses.assessments.actions.filing import file_questions, retire_questions
from courses.assessments.actions.reviewing import review_question
from courses.assessments.models import Question, QuestionBank, QuestionReview
from lms.errors import Refused
from lms.people.models import Person


@dataclass(frozen=True)
class Change:
    """What is to be changed; None and empty leave as it is."""

    bank: QuestionBank | None = None
    category: str | None = None
    difficulty: str | None = None
    tag: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    is_retired: bool | None = None
    approves: bool = False


@dataclass
class Changed:
    """What came of it: the questions that changed, and why some were not approved."""

    questions: set[int] = field(default_factory=set)
    refusals: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def change_questions(
    *, questions: Sequence[Question], change: Change, by: Person, at: datetime
) -> Changed:
    """Make one change to all of these questions; each that changes has its event.

    Versions that this person may not approve are listed with the reason, the others go on.
    """
    filed = file_questions(
        questions=questions,
        bank=change.bank,
        category=change.category,
        difficulty=change.difficulty,
        tag=change.tag,
        untag=change.untag,
        by=by,
        at=at,
    )
    changed = Changed({question.pk for question in filed})
    if change.is_retired is not None:
        retired = retire_questions(questions=questions, is_retired=change.is_retired, by=by, at=at)
        changed.questions |= {question.pk for question in retired}
    if change.approves:
        _approve(questions, changed, by, at)
    return changed


def _approve(questions: Sequence[Question], changed: Changed, by: Person, at: datetime) -> None:
    waiting = Question.objects.filter(pk__in=[question.pk for question in questions])
    for question in waiting.select_related("current").order_by("code"):
        if question.current is None or question.current_id == question.usable_id:
            continue
        try:
            review_question(
                version=question.current,
                verdict=QuestionReview.Verdict.APPROVED,
                comment="",
                by=by,
                at=at,
            )
        except Refused as refusal:
            changed.refusals.append((question.code, refusal.sentence))
        else:
            changed.questions.add(question.pk)
