"""Draws the slide as a PDF for everybody: tagged (PDF/UA-1), one page of A4 across."""

import json
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certification.dashboards.slide import Slide, Table
from lms.typesetting import FOLDER, typeset

TEMPLATE = FOLDER / "slide.typ"


def slide_pdf(slide: Slide) -> bytes:
    """Words go in as data, so no name can become markup."""
    said = {
        "title": _("People trained"),
        "roles": slide.roles,
        "totals": [_told(number) for number in slide.totals],
        "tables": [
            _rows(_("Country at enrolment"), slide.countries, _("other countries together")),
            _rows(_("Year"), slide.years, _("other years together")),
        ],
        "footnote": slide.footnote,
        "language": (get_language() or "en").split("-")[0],
    }
    return typeset(TEMPLATE, {"slide": json.dumps(said)}, standards=["ua-1"])


def _rows(head: str, table: Table, together: str) -> dict[str, Any]:
    rows = [[line.name, *map(_told, line.numbers)] for line in table.lines]
    if table.has_others:
        rows.append([together, *map(_told, table.together)])
    return {"head": head, "rows": rows}


def _told(number: int | None) -> str:
    return "–" if number is None else str(number)
