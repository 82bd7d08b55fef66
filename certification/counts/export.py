"""Writes the list behind a figure as CSV, XLSX and JSON; no spreadsheet takes a cell for a formula."""

import csv
import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from certification.counts import queries
from certification.counts.disputes.queries import disputed_among
from certification.counts.forms import Question
from certification.counts.models import CompletedPlace
from certification.counts.rules import bound_of
from lms.auditing.watermarks import Watermark
from lms.batches import in_batches
from lms.spreadsheets import BYTE_ORDER_MARK, safe

COLUMNS = [
    "person",
    "family_name",
    "given_name",
    "demonstration",
    "role",
    "country",
    "region",
    "nuts_version",
    "organisation",
    "project",
    "enrolled_at",
    "counted_on",
    "completed_at",
    "evidence",
    "disputed",
    "rule",
    "rule_version",
    "rule_zone",
    "as_of",
    "filters",
]
# What the rows of a list need beside the units themselves.
RELATED = ("person", "organisation", "region", "project", "enrolment", "version__record")
AT_A_TIME = 1000


class _Line:
    """A file that hands each written row back."""

    def write(self, text: str) -> str:
        return text


def rows(question: Question) -> Iterator[list[Any]]:
    """One row for each counted unit, in the order of the list.

    Every row carries the rule, its version, the as-of date and the filters (R11).
    """
    rule = question.rule
    units = queries.trained(rule, question.filters, as_of=question.as_of)
    filters = "; ".join(f"{key}={value}" for key, value in question.filters.query().items())
    asked = [rule.code, rule.version, rule.zone, question.as_of.isoformat(), filters]
    zone = ZoneInfo(queries.zone_of(rule, question.filters))
    bound = bound_of(question.filters, rule.zone)
    for some in in_batches(
        units.select_related(*RELATED).iterator(chunk_size=AT_A_TIME), AT_A_TIME
    ):
        disputed = disputed_among(some, bound)
        for unit in some:
            yield [*_told(unit, zone), "yes" if unit.pk in disputed else "no", *asked]


def _told(unit: CompletedPlace, zone: ZoneInfo) -> list[Any]:
    person, region = unit.person, unit.region
    return [
        str(person.public_id),
        person.last_name,
        person.first_name,
        "yes" if person.is_demo else "no",
        unit.role,
        unit.country,
        region.code if region else "",
        region.nuts_version if region else "",
        unit.organisation.name if unit.organisation else "",
        unit.project.code if unit.project else "",
        unit.enrolled_on.isoformat() if unit.enrolled_on else "",
        unit.completed_at.astimezone(zone).date().isoformat(),
        unit.completed_at.isoformat(),
        "yes" if unit.is_evidenced else "no",
    ]


def columns(mark: Watermark | None) -> list[str]:
    return [*COLUMNS, *(mark.COLUMNS if mark else ())]


def marked_rows(question: Question, mark: Watermark | None) -> Iterator[list[Any]]:
    """The rows, each with who took them, what for, when, and the code, where an auditor did (R60)."""
    cells = mark.cells if mark else []
    for row in rows(question):
        yield [*row, *cells]


def csv_lines(question: Question, mark: Watermark | None = None) -> Iterator[str]:
    """The header and the rows, line by line."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns(mark))
    for row in marked_rows(question, mark):
        yield writer.writerow([safe(cell) for cell in row])


def json_lines(question: Question, mark: Watermark | None = None) -> Iterator[str]:
    """A list of objects, row by row; as text, since no spreadsheet opens it."""
    yield "["
    for number, row in enumerate(marked_rows(question, mark)):
        told = json.dumps(dict(zip(columns(mark), row, strict=True)), ensure_ascii=False)
        yield f"{',' if number else ''}\n{told}"
    yield "\n]\n"


def workbook(question: Question, mark: Watermark | None = None) -> IO[bytes]:
    """The rows as XLSX, written to a file row by row; every cell is text, so none is calculated."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("trained")
    if mark is not None:
        sheet.oddFooter.center.text = mark.sentence.replace("&", "&&")
    sheet.append(columns(mark))
    for row in marked_rows(question, mark):
        sheet.append(cells(sheet, row))
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def cells(sheet: Any, row: Iterable[Any]) -> list[WriteOnlyCell]:
    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=_printable(safe(value)))
        cell.data_type = "s"
        cells.append(cell)
    return cells


def _printable(text: str) -> str:
    """Without the signs that a workbook cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
