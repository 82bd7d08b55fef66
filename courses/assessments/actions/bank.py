"""Keeps question banks, and questions in versions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.assessments.models import Question, QuestionBank, QuestionVersion
from courses.assessments.question_types import type_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def open_bank(*, code: str, title: str, by: Person | None, at: datetime) -> QuestionBank:
    """The bank of that code, made when there is none."""
    bank, is_new = QuestionBank.objects.get_or_create(code=code, defaults={"title": title})
    if is_new:
        record_event(name="assessments.bank_opened", subject=bank, by=by, at=at)
    return bank


@transaction.atomic
def settle_bank(
    *, bank: QuestionBank, title: str, needs_review: bool, by: Person | None, at: datetime
) -> QuestionBank:
    """Give the bank another title, or begin or end reviews; its code stays.

    What is in use stays in use when reviews begin. When they end, the newest versions are drawn.
    """
    bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    if (bank.title, bank.needs_review) == (title, needs_review):
        return bank
    if bank.needs_review and not needs_review:
        Question.objects.filter(bank=bank).update(usable=F("current"))
    bank.title, bank.needs_review = title, needs_review
    bank.save(update_fields=["title", "needs_review"])
    record_event(name="assessments.bank_settled", subject=bank, by=by, at=at)
    return bank


def check_question(
    *, type: str, stem: str, content: dict[str, Any], picture: Any = None
) -> dict[str, Any]:
    """The content in its stored form; Refused with a sentence when an author must mend something."""
    if not stem.strip():
        raise Refused("stem_missing", _("Write the question itself."))
    if type == "hot spot" and picture is None:
        raise Refused("picture_missing", _("Choose the picture with the spots."))
    try:
        kind = type_of(type)
        cleaned = kind.clean_content(content)
        kind.check_stem(stem, cleaned)
    except ValueError as error:
        raise Refused("question_unclear", str(error)) from error
    return cleaned


@transaction.atomic
def revise_question(
    *,
    bank: QuestionBank,
    code: str,
    type: str,
    stem: str,
    content: dict[str, Any],
    feedback: str,
    outcome: int | None,
    points: Decimal | int,
    by: Person | None,
    at: datetime,
    penalty: Decimal | int = 0,
    picture: Any = None,
) -> QuestionVersion:
    """Append a version of the question if anything differs; make the question when it is new.

    Attempts keep the versions that they were drawn with. Where the bank asks for a review, the
    version is drawn only after `review_question` approved it.
    """
    said = {
        "type": type,
        "stem": stem.strip(),
        "content": check_question(type=type, stem=stem, content=content, picture=picture),
        "feedback": feedback.strip(),
        "outcome": outcome,
        "points": Decimal(points),
        "penalty": Decimal(penalty),
        "picture": picture,
    }
    question, _is_new = Question.objects.select_for_update().get_or_create(
        code=code, defaults={"bank": bank}
    )
    if question.bank_id != bank.pk:
        raise Refused("code_taken", _("The code %s belongs to another bank.") % code)
    latest = question.versions.first()
    if latest and all(getattr(latest, field) == value for field, value in said.items()):
        return latest
    version = QuestionVersion.objects.create(
        question=question,
        number=latest.number + 1 if latest else 1,
        created_at=at,
        created_by=by,
        **said,
    )
    newest = {"current": version} if bank.needs_review else {"current": version, "usable": version}
    Question.objects.filter(pk=question.pk).update(**newest)
    record_event(name="assessments.question_revised", subject=version, by=by, at=at)
    return version
