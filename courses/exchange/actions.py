"""Keeps files of questions, and takes their questions into a bank: all that can be taken, or none."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from courses.assessments.actions import file_questions, revise_question, set_tags
from courses.assessments.models import QuestionBank
from courses.assessments.rules import may_edit_questions
from courses.exchange.detection import detect_format
from courses.exchange.formats import FORMATS
from courses.exchange.lines import FileRefused, Picture, ReadQuestion
from courses.exchange.models import QuestionImport
from courses.exchange.pictures import name_of_file, sha1
from courses.exchange.queries import plan_of
from courses.exchange.reading import check_count
from courses.exchange.rules import NEW, NEW_VERSION, Held, Planned, digest_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person
from lms.private_files import kept_of

LARGEST_FILE = 20 * 1024 * 1024


@transaction.atomic
def keep_file(
    *, bank: QuestionBank, data: bytes, name: str, format: str, by: Person, at: datetime
) -> QuestionImport:
    """Keep a file whose questions shall be taken; nothing of the bank changes yet.

    Refused when it is empty, too large, not in the format that was chosen, or cannot be read. The
    same file for the same bank is kept once until it is taken. `format` may be left empty.
    """
    check_may_edit(by)
    check_size(len(data))
    try:
        found = detect_format(data, format)
        lines = FORMATS[found].read(data)
        check_count(len(lines))
    except FileRefused as refused:
        raise Refused("file_unreadable", refused.sentence) from None
    if not lines:
        raise Refused("no_questions", _("The file holds no question."))
    said = {"bank": bank, "format": found}
    file = kept_of(ContentFile(data), name)
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    waiting = QuestionImport.objects.filter(
        imported_at__isnull=True, sha256=file["sha256"], **said
    ).first()
    if waiting:
        return waiting
    kept = QuestionImport.objects.create(**said, **file, uploaded_at=at, uploaded_by=by)
    record_event(name="exchange.file_kept", subject=kept, by=by, at=at)
    return kept


def check_may_edit(by: Person) -> None:
    if not may_edit_questions(by):
        raise Refused("not_an_author", _("Only authors and administrators exchange questions."))


def check_size(size: int) -> None:
    if size == 0:
        raise Refused("file_empty", _("The file is empty."))
    if size > LARGEST_FILE:
        raise Refused(
            "file_too_large",
            _("The file is larger than %s MB. Split it.") % (LARGEST_FILE // (1024 * 1024)),
        )


@transaction.atomic
def take_questions(*, kept: QuestionImport, plan: str, by: Person, at: datetime) -> QuestionImport:
    """Take every question of the file that can be taken, as it was previewed, and keep the report.

    Refused when the bank changed since the preview (`plan` is its digest). Taking a file again
    changes nothing. Versions wait for a review where the bank asks for one.
    """
    check_may_edit(by)
    kept = QuestionImport.objects.select_for_update().select_related("bank").get(pk=kept.pk)
    if kept.imported_at is not None:
        return kept
    try:
        planned, held = plan_of(kept)
    except FileRefused as refused:
        raise Refused("file_unreadable", refused.sentence) from None
    if digest_of(planned) != plan:
        raise Refused(
            "bank_changed",
            _("The bank changed since this preview was made. Look at it again, then confirm."),
        )
    for each in planned:
        if each.question is not None:
            take_question(kept.bank, each, held.get(each.question.code), by, at)
    kept.report = [reported(each) for each in planned]
    kept.imported_at, kept.imported_by = at, by
    kept.save(update_fields=["report", "imported_at", "imported_by"])
    record_event(name="exchange.questions_taken", subject=kept, by=by, at=at)
    return kept


def take_question(
    bank: QuestionBank, planned: Planned, held: Held | None, by: Person, at: datetime
) -> None:
    """Write one planned question: its version where it differs, and where it is filed."""
    question = planned.question
    assert question is not None  # noqa: S101 - the caller looked
    is_written = planned.outcome in {NEW, NEW_VERSION}
    if not is_written and not planned.notes:
        return
    version = revise_question(
        bank=bank,
        code=question.code,
        type=question.type,
        stem=question.stem,
        content=dict(question.content),
        feedback=question.feedback,
        outcome=question.outcome,
        points=question.points,
        penalty=question.penalty,
        picture=picture_for(question, held, by),
        by=by,
        at=at,
    )
    file_questions(
        questions=[version.question],
        category=question.category or None,
        difficulty=question.difficulty or None,
        by=by,
        at=at,
    )
    if question.tags:
        set_tags(question=version.question, tags=question.tags, by=by, at=at)


def picture_for(question: ReadQuestion, held: Held | None, by: Person) -> AbstractImage | None:
    """The picture of the file as an image of ours; the one that is there where the file has none."""
    images = get_image_model().objects
    if question.picture is None:
        return images.filter(pk=held.picture).first() if held and held.picture else None
    digest = sha1(question.picture.data)
    return images.filter(file_hash=digest).first() or keep_picture(question.picture, digest, by)


def keep_picture(picture: Picture, digest: str, by: Person) -> AbstractImage:
    return get_image_model().objects.create(
        title=(picture.alt or picture.name)[:255],
        file=ContentFile(picture.data, name_of_file(picture)),
        file_size=len(picture.data),
        file_hash=digest,
        uploaded_by_user=by,
    )


def reported(planned: Planned) -> dict[str, object]:
    """The line as it was when its question was taken."""
    return {
        "place": planned.line.place,
        "title": planned.line.title,
        "stem": planned.question.stem[:120] if planned.question else "",
        "code": planned.question.code if planned.question else "",
        "type": planned.question.type if planned.question else "",
        "outcome": planned.outcome,
        "losses": list(planned.line.losses),
        "notes": list(planned.notes),
        "reason": planned.line.reason,
    }
