"""Files questions: bank, category, tags, difficulty, and whether they are drawn. Makes no version."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.models import Question, QuestionBank, QuestionReview
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

LONGEST_CATEGORY = 200
LONGEST_TAG = 100


@transaction.atomic
def file_questions(
    *,
    questions: Iterable[Question],
    by: Person | None,
    at: datetime,
    bank: QuestionBank | None = None,
    category: str | None = None,
    difficulty: str | None = None,
    tag: Iterable[str] = (),
    untag: Iterable[str] = (),
) -> list[Question]:
    """Move questions to a bank or category, grade and tag them; None leaves as it is.

    Returns those that changed, each with an event. A bank that asks for reviews draws what was
    approved, wherever that was.
    """
    category = None if category is None else clean_category(category)
    if difficulty not in {None, "", *Question.Difficulty.values}:
        raise Refused("difficulty_unknown", _("That difficulty is unknown."))
    add, remove = clean_tags(tag), clean_tags(untag)
    changed = []
    for question in _locked(questions):
        before = (question.bank_id, question.category, question.difficulty)
        if bank is not None and bank.pk != question.bank_id:
            question.bank = bank
            question.usable_id = _usable_in(bank, question)
        question.category = question.category if category is None else category
        question.difficulty = question.difficulty if difficulty is None else difficulty
        is_refiled = before != (question.bank_id, question.category, question.difficulty)
        if is_refiled:
            question.save(update_fields=["bank", "usable", "category", "difficulty"])
        if _retag(question, add, remove) or is_refiled:
            record_event(name="assessments.question_filed", subject=question, by=by, at=at)
            changed.append(question)
    return changed


def _usable_in(bank: QuestionBank, question: Question) -> int | None:
    """What a new bank draws: the newest version, or where it asks for reviews the approved one."""
    if not bank.needs_review:
        return question.current_id
    last = {
        review.version_id: review.verdict
        for review in QuestionReview.objects.filter(version__question=question)
    }
    versions = question.versions.values_list("pk", flat=True)
    return next((pk for pk in versions if last.get(pk) == QuestionReview.Verdict.APPROVED), None)


def _retag(question: Question, add: set[str], remove: set[str]) -> bool:
    held = {tag.name.casefold(): tag.name for tag in question.tags.all()}
    new = [name for name in sorted(add) if name.casefold() not in held]
    gone = [held[name.casefold()] for name in sorted(remove) if name.casefold() in held]
    if new:
        question.tags.add(*new)
    if gone:
        question.tags.remove(*gone)
    return bool(new or gone)


@transaction.atomic
def set_tags(*, question: Question, tags: Iterable[str], by: Person | None, at: datetime) -> None:
    """Make these the tags of the question."""
    wanted = clean_tags(tags)
    kept = {name.casefold() for name in wanted}
    gone = [tag.name for tag in question.tags.all() if tag.name.casefold() not in kept]
    file_questions(questions=[question], tag=wanted, untag=gone, by=by, at=at)


@transaction.atomic
def retire_question(
    *, question: Question, is_retired: bool, by: Person | None, at: datetime
) -> None:
    """Take a question out of future draws, or bring it back; attempts keep it."""
    retire_questions(questions=[question], is_retired=is_retired, by=by, at=at)


@transaction.atomic
def retire_questions(
    *, questions: Iterable[Question], is_retired: bool, by: Person | None, at: datetime
) -> list[Question]:
    """Take questions out of future draws, or bring them back; those that changed."""
    changed = [each for each in _locked(questions) if each.is_retired != is_retired]
    Question.objects.filter(pk__in=[each.pk for each in changed]).update(is_retired=is_retired)
    name = "assessments.question_retired" if is_retired else "assessments.question_returned"
    for question in changed:
        record_event(name=name, subject=question, by=by, at=at)
    return changed


def _locked(questions: Iterable[Question]) -> Sequence[Question]:
    pks = [question.pk for question in questions]
    found = Question.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return list(found.prefetch_related("tags"))  # type: ignore[misc] # the plugin does not know taggit


def clean_category(category: str) -> str:
    """A path of trimmed parts, none empty."""
    parts = [" ".join(part.split()) for part in category.split("/")]
    path = "/".join(part for part in parts if part)
    if len(path) > LONGEST_CATEGORY:
        raise Refused(
            "category_too_long",
            _("A category has at most %s characters.") % LONGEST_CATEGORY,
        )
    return path


def clean_tags(tags: Iterable[str]) -> set[str]:
    names = {" ".join(tag.split()) for tag in tags} - {""}
    if any(len(name) > LONGEST_TAG for name in names):
        raise Refused("tag_too_long", _("A tag has at most %s characters.") % LONGEST_TAG)
    return names
