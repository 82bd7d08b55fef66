"""Prepares handed-in files for the test's page, and takes in those that come with a whole form."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.assessments.presentation import ShownFile
from courses.attempts.actions import keep_file
from courses.attempts.actions.running import WITH_FILES
from courses.attempts.models import AnswerFile, Attempt, AttemptQuestion
from lms.errors import Refused
from lms.people.models import Person

FIELD = re.compile(r"q(\d{1,3})-files")


def shown_file(file: AnswerFile) -> ShownFile:
    return ShownFile(
        uid=str(file.uid),
        name=file.name,
        size=file.size,
        url=reverse("attempts:answer_file", args=[file.uid]),
    )


def shown_files(questions: Iterable[AttemptQuestion]) -> dict[str, ShownFile]:
    """Every file of these questions by its uid; the answers say which of them count."""
    asking = [question for question in questions if question.version.type == WITH_FILES]
    files = AnswerFile.objects.filter(question__in=asking) if asking else ()
    return {str(file.uid): shown_file(file) for file in files}


def files_in(
    question: AttemptQuestion, response: Any, files: Mapping[str, ShownFile]
) -> list[ShownFile]:
    """The files that a response names."""
    chosen = response or () if question.version.type == WITH_FILES else ()
    return [files[uid] for uid in chosen if uid in files]


def files_url(question: AttemptQuestion) -> str:
    return reverse("attempts:files", args=[question.attempt.uid, question.position])


@dataclass
class ReceivedForm:
    """The fields of a form with its files named in them, and what was not taken."""

    data: Any
    problems: list[str] = field(default_factory=list)


def take_files(attempt: Attempt, data, files, *, by: Person, at: datetime) -> ReceivedForm:
    """Keep the files that a browser without a script sends together with the answers.

    The form carries a key, so the same form sent twice keeps each file once.
    """
    received = ReceivedForm(data.copy())
    chosen = {int(found[1]): name for name in files if (found := FIELD.fullmatch(name))}
    questions = attempt.questions.select_related("version", "attempt").filter(position__in=chosen)
    for question in questions if chosen else ():
        name = f"q{question.position}"
        for number, file in enumerate(files.getlist(chosen[question.position])):
            try:
                kept = keep_file(
                    question=question,
                    file=file,
                    name=file.name,
                    key=_key(data.get(f"{name}-key", ""), f"{number}:{file.name}:{file.size}"),
                    beside=len(received.data.getlist(name)),
                    by=by,
                    at=at,
                )
            except Refused as refusal:
                label = _("Question %s") % question.position
                received.problems.append(f"{label}: {refusal.sentence}")
            else:
                received.data.appendlist(name, str(kept.uid))
    return received


def _key(of_form: str, of_file: str) -> uuid.UUID:
    try:
        return uuid.uuid5(uuid.UUID(of_form), of_file)
    except ValueError:
        return uuid.uuid4()
