"""Marks an answer that one holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.attempts.actions import give_mark
from courses.attempts.models import AttemptQuestion, Mark
from courses.marking import rules
from courses.marking.actions.allocating import check_no_tie, kind_of_mark, locked_attempt
from courses.marking.models import Allocation
from lms.errors import Refused
from lms.people.models import Person


@transaction.atomic
def mark_answer(
    *,
    question: AttemptQuestion,
    criterion_points: list[int],
    comment: str,
    by: Person,
    at: datetime,
    annotations: Sequence[dict[str, Any]] = (),
) -> Mark:
    """Mark an answer as the marker or moderator who holds it; the same mark again adds nothing.

    Refused without an allocation, when the answer is settled meanwhile, with a tie that came up
    (R48), and for whatever `attempts.give_mark` refuses. Records `attempts.mark_given`.
    """
    attempt = locked_attempt(question)
    allocation = Allocation.objects.current().filter(question=question, marker=by).first()
    if allocation is None:
        raise Refused("not_allocated", _("This answer is not with you; take it first."))
    kind = kind_of_mark(allocation)
    marks = list(question.marks.order_by("pk"))
    own = [mark for mark in marks if mark.marked_by_id == by.pk and mark.kind == kind]
    if own and _says(own[-1], criterion_points, comment):
        return own[-1]
    if any(mark.kind in rules.SETTLING for mark in marks):
        raise Refused("settled", _("This answer has been settled meanwhile."))
    check_no_tie(by, attempt, at)
    return give_mark(
        question=question,
        criterion_points=criterion_points,
        comment=comment,
        annotations=annotations,
        kind=kind,
        by=by,
        at=at,
    )


def _says(mark: Mark, criterion_points: list[int], comment: str) -> bool:
    return mark.explanation["criteria"] == criterion_points and mark.comment == comment.strip()
