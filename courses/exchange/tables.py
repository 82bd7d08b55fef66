"""Questions as CSV: a table that holds every type whole, and a short one that people type.

A whole table has a row for each question; `content` is the type's own part as JSON. The short one
is for choices: question, option A, option B …, right (“B”, or “A, C”). What a spreadsheet might
calculate has an apostrophe before it, in and out.
"""

import base64
import binascii
import csv
import io
import json
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.lines import FileRefused, Line, Picture, ReadQuestion
from courses.exchange.plain_text import NotTaken
from courses.exchange.reading import text_of
from lms.spreadsheets import BYTE_ORDER_MARK, safe

WHOLE = (
    "code", "type", "question", "content", "feedback", "outcome", "points", "penalty", "category",
    "difficulty", "tags", "picture name", "picture text", "picture",
)  # fmt: skip
SHORT = {
    "code",
    "question",
    "right",
    "feedback",
    "outcome",
    "points",
    "category",
    "difficulty",
    "tags",
}
OPTION = re.compile(r"option ([a-z])")
LARGEST_CELL = 20 * 1024 * 1024
DIFFICULTIES = {"", "easy", "medium", "hard"}
csv.field_size_limit(LARGEST_CELL)  # a picture is one cell; the size of the file is bounded before


def write_table(questions: Sequence[ReadQuestion]) -> tuple[bytes, list[Line]]:
    """A whole table; every question is in it without loss."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(WHOLE)
    lines = []
    for number, question in enumerate(questions, start=2):
        table.writerow([safe(cell) for cell in _cells(question)])
        lines.append(Line(_("row %s") % number, question.code, question))
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode(), lines


def _cells(question: ReadQuestion) -> list[Any]:
    picture = question.picture
    return [
        question.code,
        question.type,
        question.stem,
        json.dumps(question.content, ensure_ascii=False),
        question.feedback,
        question.outcome,
        format(question.points, "f"),
        format(question.penalty, "f"),
        question.category,
        question.difficulty,
        joined(question.tags),
        picture.name if picture else "",
        picture.alt if picture else "",
        base64.b64encode(picture.data).decode() if picture else "",
    ]


def joined(names: Sequence[str]) -> str:
    """Names with commas between; one that holds a comma stands in quotes."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(names)
    return buffer.getvalue()


def split(cell: str) -> tuple[str, ...]:
    names = next(csv.reader([cell.replace("\n", " ")], skipinitialspace=True), [])
    return tuple(name.strip() for name in names if name.strip())


def as_typed(cell: str) -> str:
    """The text without the apostrophe that keeps spreadsheets from calculating it."""
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def read_table(data: bytes) -> list[Line]:
    """A whole table or a short one, told apart by its first row."""
    rows = _rows(text_of(data))
    if not rows:
        raise FileRefused(_("The table is empty."))
    header = [cell.strip().casefold() for cell in rows[0][1]]
    is_whole = "content" in header
    _check_header(header, is_whole=is_whole)
    read = _whole_question if is_whole else _short_question
    lines = []
    for number, row in rows[1:]:
        cells = dict(zip(header, map(as_typed, row), strict=False))
        place, title = _("line %s") % number, cells.get("code") or cells.get("question", "")
        try:
            if len(row) > len(header):
                raise NotTaken(_("The row has more cells than the first one."))
            lines.append(Line(place, title[:80], read(cells)))
        except NotTaken as refused:
            lines.append(Line(place, title[:80], reason=refused.reason))
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it ends in."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise FileRefused(
            _("The table is broken near line %s; a quotation mark may be missing.")
            % reader.line_num
        ) from None


def _check_header(header: list[str], *, is_whole: bool) -> None:
    options = {name for name in header if OPTION.fullmatch(name)}
    known = set(WHOLE) if is_whole else SHORT | options
    needed = ("type", "question", "content") if is_whole else ("question", "option a", "right")
    missing = [name for name in needed if name not in header]
    if missing:
        raise FileRefused(
            _("The first row must name the columns; missing: %s.") % ", ".join(missing)
        )
    unknown = [name or "–" for name in header if name not in known]
    if unknown:
        raise FileRefused(_("The first row names unknown columns: %s.") % ", ".join(unknown))
    if len(set(header)) != len(header):
        raise FileRefused(_("The first row names a column twice."))


def _whole_question(cells: dict[str, str]) -> ReadQuestion:
    try:
        content = json.loads(cells.get("content", ""), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotTaken(_("“content” is not valid JSON.")) from None
    if not isinstance(content, dict):
        raise NotTaken(_("“content” must be a JSON object."))
    return ReadQuestion(
        type=cells.get("type", ""),
        stem=cells.get("question", ""),
        content=content,
        penalty=_number(cells, "penalty", default=0),
        picture=_picture(cells),
        **_filing(cells),
    )


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _short_question(cells: dict[str, str]) -> ReadQuestion:
    letters = [name[-1] for name in cells if OPTION.fullmatch(name) and cells[name].strip()]
    right = {each.casefold() for each in re.split(r"[\s,;]+", cells.get("right", "")) if each}
    if not right:
        raise NotTaken(_("“right” names no option; write its letter, for instance B."))
    unknown = sorted(right - set(letters))
    if unknown:
        raise NotTaken(_("“right” names options that are not there: %s.") % ", ".join(unknown))
    options = [
        {"text": cells[f"option {letter}"], "right": letter in right, "feedback": ""}
        for letter in letters
    ]
    return ReadQuestion(
        type="single choice" if len(right) == 1 else "multiple response",
        stem=cells.get("question", ""),
        content={"options": options},
        **_filing(cells),
    )


def _filing(cells: dict[str, str]) -> dict[str, Any]:
    difficulty = cells.get("difficulty", "").strip().casefold()
    if difficulty not in DIFFICULTIES:
        raise NotTaken(_("“difficulty” must be easy, medium, hard or empty."))
    outcome = cells.get("outcome", "").strip()
    if outcome and not (outcome.isascii() and outcome.isdigit() and len(outcome) <= 4):
        raise NotTaken(_("“outcome” must be a whole number or empty."))
    return {
        "code": cells.get("code", "").strip(),
        "feedback": cells.get("feedback", ""),
        "outcome": int(outcome) if outcome else None,
        "points": _number(cells, "points", default=1),
        "category": cells.get("category", ""),
        "difficulty": difficulty,
        "tags": split(cells.get("tags", "")),
    }


def _number(cells: dict[str, str], name: str, *, default: int) -> Decimal:
    text = cells.get(name, "").strip().replace(",", ".") or str(default)
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise NotTaken(_("“%s” must be a number.") % name)
    return number


def _picture(cells: dict[str, str]) -> Picture | None:
    encoded = cells.get("picture", "").strip()
    if not encoded:
        return None
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise NotTaken(_("“picture” is not base64.")) from None
    return Picture(cells.get("picture name", ""), data, cells.get("picture text", ""))
