"""Reads the questions of a module; what a type asks of its content, `question_types` decides."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from courses.assessments.actions import check_question
from courses.assessments.question_types import type_of
from courses.catalogue.curriculum.folder import Folder, Named
from lms.errors import Refused

CODE = re.compile(r"[A-Za-z0-9-]{1,40}")
CLOSED_POINTS, OPEN_POINTS = 1, 2
COMMON_FIELDS = {"id", "type", "stem", "feedback", "outcome", "picture"}
MOST_QUESTIONS = 500
LONGEST_TEXT = 5_000


@dataclass(frozen=True)
class QuestionData:
    code: str
    type: str
    stem: str
    content: dict[str, Any]
    feedback: str
    outcome: int | None
    picture: str = ""  # the file of one of the module's figures

    @property
    def is_open(self) -> bool:
        return not type_of(self.type).is_closed(self.content)

    @property
    def points(self) -> int:
        return OPEN_POINTS if self.is_open else CLOSED_POINTS


@dataclass(frozen=True)
class Around:
    """What questions of a module may name: its outcomes by number, its figures by file."""

    outcomes: int
    figures: Collection[str]


def read_questions(folder: Folder, file: str, around: Around, named: Named) -> list[QuestionData]:
    """The questions of a file; a file that is missing is a problem of what named it."""
    rows = folder.json(file, list, named)
    if rows is not None and len(rows) > MOST_QUESTIONS:
        folder.note(file, 1, f"there are more than {MOST_QUESTIONS} questions")
        return []
    questions = [_read(folder, file, place, row, around) for place, row in enumerate(rows or [])]
    return [question for question in questions if question is not None]


def _read(folder: Folder, file: str, place: int, row: Any, around: Around) -> QuestionData | None:
    def note(key: str, reason: str) -> None:
        folder.note(file, folder.line(file, (place, key)), reason)

    if not isinstance(row, dict):
        note("", f"question {place + 1} must be an object")
        return None
    code = row.get("id")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        note("id", f"the “id” of question {place + 1} must be letters, digits and hyphens")
        return None
    texts = {key: row.get(key, "") for key in ("type", "stem", "feedback")}
    wrong = [key for key, text in texts.items() if not _is_text(text)]
    for key in wrong:
        note(key, f"{code}: “{key}” must be a text of at most {LONGEST_TEXT} characters")
    outcome = row.get("outcome")
    if outcome is not None and not _is_outcome(outcome, around.outcomes):
        note("outcome", f"{code}: there is no outcome {outcome} in this module")
    picture = row.get("picture", "")
    if picture and picture not in around.figures:
        wrong.append("picture")
        note("picture", f"{code}: the module has no figure {picture!r}")
    if wrong:
        return None
    content = {key: value for key, value in row.items() if key not in COMMON_FIELDS}
    try:
        cleaned = check_question(
            type=texts["type"], stem=texts["stem"], content=content, picture=picture or None
        )
    except Refused as refusal:
        note("type", f"{code}: {refusal.sentence}")
        return None
    return QuestionData(code=code, content=cleaned, outcome=outcome, picture=picture, **texts)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_outcome(value: Any, outcomes: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= outcomes
