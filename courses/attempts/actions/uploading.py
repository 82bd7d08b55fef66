"""Keeps the files that learners hand in with an answer."""

import uuid
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.question_types.files import check_file, plain_name
from courses.attempts.actions.running import WITH_FILES, check_runs, locked_attempt
from courses.attempts.models import AnswerFile, AttemptQuestion
from lms.errors import Refused
from lms.people.models import Person
from lms.private_files import kept_of

KEPT_FOR_EACH = 4  # files that may be taken away again, for each that a question takes


@transaction.atomic
def keep_file(
    *,
    question: AttemptQuestion,
    file: File,
    name: str,
    key: uuid.UUID,
    by: Person,
    at: datetime,
    beside: int = 0,
) -> AnswerFile:
    """Store a file for an answer; the same key again returns the file that is there.

    The answer itself names its files and is saved as any other. `beside` says how many the answer
    has so far. Refused as an answer is, and for a file that the question does not take.
    """
    attempt = locked_attempt(question.attempt, by)
    known = AnswerFile.objects.filter(question=question, key=key).first()
    if known is not None:
        return known
    check_runs(attempt, at)
    content = question.version.content
    if question.version.type != WITH_FILES:
        raise Refused("no_files_here", _("This question takes no files."))
    if beside >= content["most_files"]:
        raise Refused("too_many_files", _("There are as many files as this question takes."))
    if question.files.count() >= content["most_files"] * KEPT_FOR_EACH:
        raise Refused("too_many_tries", _("Too many files were sent for this question."))
    name = plain_name(name)
    try:
        check_file(content, name=name, size=file.size, file=file)
    except ValueError as error:
        raise Refused("file_not_taken", str(error)) from error
    return AnswerFile.objects.create(
        question=question, key=key, uploaded_at=at, **kept_of(file, name)
    )
