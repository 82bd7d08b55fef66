"""Writes an item analysis as CSV that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable

from courses.analysis.items import Item
from courses.analysis.measures import Figure
from courses.assessments.models import QuestionVersion
from lms.spreadsheets import BYTE_ORDER_MARK, safe

COLUMNS = [
    "assessment",
    "question",
    "version",
    "type",
    "stem",
    "answers",
    "facility",
    "standard_deviation",
    "discrimination_item_rest",
    "index_upper_lower_27",
    "notes",
]


def csv_text(assessment: str, rows: Iterable[tuple[QuestionVersion, Item]]) -> str:
    """A row for each question version; a figure that would say nothing is empty, its reason a note."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for version, item in rows:
        figures = [item.facility, item.deviation, item.discrimination, item.index]
        notes = [flag.sentence for flag in item.flags]
        notes += dict.fromkeys(figure.why_not for figure in figures if figure.why_not)
        texts = [assessment, version.question.code, version.number, version.type, version.stem]
        writer.writerow(
            [
                *map(safe, texts),
                item.n,
                *map(number, figures),
                safe("; ".join(notes)),
            ]
        )
    return out.getvalue()


def number(figure: Figure) -> str:
    """Four decimals with a point; a plain number is no formula, also below 0."""
    return "" if figure.value is None else f"{float(figure.value):.4f}"
