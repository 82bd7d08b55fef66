"""Draws a frozen report on A4: totals, breakdowns, the rule as footnote, the checksum."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst

from certification.documents.drawing import as_drawable
from lms.typesetting import FOLDER, typeset

TEMPLATE = FOLDER / "frozen-report.typ"


def draw_report(paper: Mapping[str, Any], *, at: datetime) -> bytes:
    """The pages as PDF; what no font can draw is replaced. `at` is the date the file carries."""
    try:
        return _compile(paper, at)
    except typst.TypstError:
        return _compile(as_drawable(paper, set()), at)


def _compile(paper: Mapping[str, Any], at: datetime) -> bytes:
    return typeset(
        TEMPLATE,
        {"paper": json.dumps(paper)},
        standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
