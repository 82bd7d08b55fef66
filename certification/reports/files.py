"""Writes a frozen report as JSON, CSV, XLSX and PDF; no name stands in any of them (R4)."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook

from certification.counts.export import cells
from certification.reports.drawing import draw_report
from certification.reports.heads import pieces
from certification.reports.models import FrozenFile, FrozenReport
from certification.reports.queries import question_frozen, rows_by, said_by
from certification.reports.words import breakdown_tables, correction_lines
from lms.spreadsheets import BYTE_ORDER_MARK, safe

COLUMNS = (
    "unit",
    "person",
    "place",
    "version",
    "role",
    "country",
    "region",
    "nuts_version",
    "organisation",
    "organisation_name",
    "project",
    "is_eligible",
    "enrolled_on",
    "counted_on",
    "completed_at",
    "is_evidenced",
    "evidence",
)
OF_REPORT = ("rule", "rule_version", "as_of", "filters", "frozen_at", "report_sha256")


def drawn(report: FrozenReport, form: str, content: IO[bytes]) -> None:
    """Write the report in that form, and go back to the beginning."""
    WRITERS[form](report, content)
    content.seek(0)


def _json(report: FrozenReport, content: IO[bytes]) -> None:
    for piece in pieces(report.head, said_by(report)):
        content.write(piece)


def _table(report: FrozenReport) -> Iterator[list[Any]]:
    """A line for each row; every one carries the rule, the date, the filters, the checksum (R11)."""
    head = json.loads(report.head)
    filters = "; ".join(f"{key}={value}" for key, value in head["filters"].items())
    rule = head["rule"]
    asked = [rule["code"], rule["version"], head["as_of"], filters, head["frozen_at"]]
    for row in rows_by(report):
        yield [*(_cell(row[name]) for name in COLUMNS), *asked, report.sha256]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _csv(report: FrozenReport, content: IO[bytes]) -> None:
    text = io.TextIOWrapper(content, encoding="utf-8", newline="", write_through=True)
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text)
    table.writerow((*COLUMNS, *OF_REPORT))
    for line in _table(report):
        table.writerow([safe(cell) for cell in line])
    text.detach()


def _xlsx(report: FrozenReport, content: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = report.frozen_at.replace(tzinfo=None)
    first = book.create_sheet("report")
    for line in _facts(report):
        first.append(cells(first, line))
    sheet = book.create_sheet("rows")
    sheet.append((*COLUMNS, *OF_REPORT))
    for line in _table(report):
        sheet.append(cells(sheet, line))
    book.save(content)


def _facts(report: FrozenReport) -> Iterator[list[Any]]:
    head = json.loads(report.head)
    for name in ("kind", "title", "purpose", "as_of", "value", "claimed", "frozen_at", "frozen_by"):
        yield [name, head[name]]
    yield ["sha256 of the JSON file", report.sha256]
    yield ["rule", f"{head['rule']['code']}, version {head['rule']['version']}"]
    yield ["rule in words", head["rule"]["text"]]
    for name, value in head["filters"].items():
        yield [f"filter: {name}", value]
    for by, found in head["breakdowns"].items():
        for line, number in found["lines"].items():
            yield [f"by {by}", line, number]
        yield [f"by {by}", "not attributable", found["not_attributable"]]


def _pdf(report: FrozenReport, content: IO[bytes]) -> None:
    content.write(draw_report(paper_of(report), at=report.frozen_at))


def paper_of(report: FrozenReport) -> dict[str, Any]:
    """What the page says, in words."""
    head, question = json.loads(report.head), question_frozen(report)
    said = question.shown_filters()
    return {
        "title": report.title,
        "kind": report.get_kind_display(),
        "purpose": report.purpose,
        "value": f"{report.value:,}",
        "claimed": f"{report.claimed:,}",
        "unit": _("trained, counted by the rule below"),
        "frozen_at": f"{report.frozen_at:%Y-%m-%d %H:%M:%S} UTC",
        "as_of": date_format(report.as_of, "j F Y"),
        "filters": "; ".join(f"{name}: {value}" for name, value in said) or _("none"),
        "rule": str(question.rule),
        "rule_text": head["rule"]["text"],
        "zone": head["rule"]["zone"],
        "code_lists": _code_lists(head),
        "breakdowns": [
            {
                "title": title,
                "lines": [[line, f"{number:,}"] for line, number in lines],
                "note": _("Lines by role overlap and are not to be added.") if overlap else "",
            }
            for title, lines, overlap in breakdown_tables(head)
        ],
        "corrections": correction_lines(head["corrections"]),
        "sha256": report.sha256,
        "language": "en",
        "labels": {
            "kicker": _("Frozen report"),
            "purpose": _("Purpose"),
            "claimed": _("claimed in all, with those whose evidence is missing"),
            "as_of": _("As of"),
            "frozen_at": _("Frozen"),
            "filters": _("Filters"),
            "rule": _("Counting rule"),
            "code_lists": _("Code lists"),
            "corrections": _("Corrections of the report that this one continues"),
            "checksum": _("SHA-256 of the report as JSON"),
            "footnote": _(
                "The report as JSON holds every row that was counted. Whoever has that file compares"
                " its SHA-256 with the one printed here. What is recorded later changes nothing in"
                " this report; it is told as a correction in the next one."
            ),
        },
    }


def _code_lists(head: dict[str, Any]) -> str:
    lists = head["code_lists"]
    nuts = ", ".join(f"NUTS {version}" for version in lists["nuts"])
    return "; ".join(filter(None, (lists["countries"], nuts)))


WRITERS: dict[str, Callable[[FrozenReport, IO[bytes]], None]] = {
    FrozenFile.Form.JSON: _json,
    FrozenFile.Form.CSV: _csv,
    FrozenFile.Form.XLSX: _xlsx,
    FrozenFile.Form.PDF: _pdf,
}
