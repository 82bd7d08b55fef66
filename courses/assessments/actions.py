"""Keeps question banks, questions in versions, and assessments."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.models import Assessment, Question, QuestionBank, QuestionVersion
from courses.assessments.question_types import type_of
from courses.assessments.question_types.written import GAP
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
def rename_bank(*, bank: QuestionBank, title: str, by: Person | None, at: datetime) -> QuestionBank:
    """Give the bank another title; its code stays."""
    bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    if bank.title != title:
        bank.title = title
        bank.save(update_fields=["title"])
        record_event(name="assessments.bank_renamed", subject=bank, by=by, at=at)
    return bank


def check_question(*, type: str, stem: str, content: dict[str, Any]) -> dict[str, Any]:
    """The content in its stored form; Refused with a sentence when an author must mend something."""
    if not stem.strip():
        raise Refused("stem_missing", _("Write the question itself."))
    try:
        cleaned = type_of(type).clean_content(content)
    except ValueError as error:
        raise Refused("question_unclear", str(error)) from error
    if type == "fill the gap" and stem.count(GAP) != len(cleaned["answers"]):
        raise Refused(
            "gaps_differ",
            _("The question has %(gaps)s gaps (____) but accepted texts for %(answers)s.")
            % {"gaps": stem.count(GAP), "answers": len(cleaned["answers"])},
        )
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
) -> QuestionVersion:
    """Append a version of the question if anything differs; make the question when it is new.

    Attempts keep the versions that they were drawn with.
    """
    said = {
        "type": type,
        "stem": stem.strip(),
        "content": check_question(type=type, stem=stem, content=content),
        "feedback": feedback.strip(),
        "outcome": outcome,
        "points": Decimal(points),
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
    Question.objects.filter(pk=question.pk).update(current=version)
    record_event(name="assessments.question_revised", subject=version, by=by, at=at)
    return version


@transaction.atomic
def retire_question(*, question: Question, is_retired: bool, by: Person, at: datetime) -> None:
    """Take a question out of future draws, or bring it back; attempts keep it."""
    if question.is_retired == is_retired:
        return
    Question.objects.filter(pk=question.pk).update(is_retired=is_retired)
    name = "assessments.question_retired" if is_retired else "assessments.question_returned"
    record_event(name=name, subject=question, by=by, at=at)


@transaction.atomic
def set_up_assessment(
    *,
    code: str,
    title: str,
    bank: QuestionBank,
    closed_questions: int,
    open_questions: int,
    pass_percent: Decimal | int,
    time_limit_minutes: int | None,
    attempts_max: int,
    resit_wait_days: int,
    by: Person | None,
    at: datetime,
) -> Assessment:
    """Create the assessment of that code, or change what differs; running attempts keep theirs.

    Refused when it would draw nothing, or more than the bank has.
    """
    _check_draw(bank, closed_questions, open_questions)
    wanted = {
        "title": title,
        "bank": bank,
        "closed_questions": closed_questions,
        "open_questions": open_questions,
        "pass_percent": Decimal(pass_percent),
        "time_limit_minutes": time_limit_minutes,
        "attempts_max": attempts_max,
        "resit_wait_days": resit_wait_days,
    }
    assessment = Assessment.objects.select_for_update().filter(code=code).first()
    if assessment is None:
        assessment = Assessment.objects.create(code=code, **wanted)
    elif all(getattr(assessment, field) == value for field, value in wanted.items()):
        return assessment
    else:
        for field, value in wanted.items():
            setattr(assessment, field, value)
        assessment.save()
    record_event(name="assessments.assessment_set_up", subject=assessment, by=by, at=at)
    return assessment


def _check_draw(bank: QuestionBank, closed_questions: int, open_questions: int) -> None:
    types = bank.questions.filter(is_retired=False).values_list("current__type", flat=True)
    is_closed = [type_of(name).is_closed for name in types if name]
    closed, opened = is_closed.count(True), is_closed.count(False)
    if not closed_questions + open_questions:
        raise Refused("draws_nothing", _("A test draws at least one question."))
    if closed_questions > closed or open_questions > opened:
        raise Refused(
            "draw_exceeds_bank",
            _("The bank has %(closed)s closed questions and %(open)s for open answers.")
            % {"closed": closed, "open": opened},
        )
