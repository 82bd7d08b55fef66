"""The list behind a figure as a PDF, with the mark of an auditor behind the text (R60)."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certification.counts import queries
from certification.counts.disputes.queries import disputed_among
from certification.counts.export import RELATED
from certification.counts.forms import Question
from certification.counts.rules import bound_of
from lms.auditing.watermarks import Watermark
from lms.errors import Refused
from lms.people.countries import country_name
from lms.typesetting import FOLDER, typeset

TEMPLATE = FOLDER / "trained.typ"
MOST = 2_000  # rows


def list_on_paper(question: Question, mark: Watermark | None) -> bytes:
    """The PDF; refused where nobody would read so many pages."""
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    found = list(units.select_related(*RELATED)[: MOST + 1])
    if len(found) > MOST:
        sentence = _("A PDF holds at most %s rows. Take the list as CSV, or ask for less.")
        raise Refused("too_many_rows", sentence % f"{MOST:,}")
    disputed = disputed_among(found, bound_of(question.filters, question.rule.zone))
    zone = ZoneInfo(queries.zone_of(question.rule, question.filters))
    heads = [
        "",
        _("Person"),
        _("Role"),
        _("Counted on"),
        _("Country"),
        _("Organisation at enrolment"),
        _("Project"),
        _("Evidence"),
    ]
    inputs = {
        "title": _("Who counts: %s") % len(found),
        "language": (get_language() or "en").split("-")[0],
        "heads": json.dumps(heads),
        "rows": json.dumps([_row(unit, zone, unit.pk in disputed) for unit in found]),
        "facts": json.dumps(_facts(question)),
        "mark": mark.sentence if mark else "",
    }
    return typeset(TEMPLATE, inputs)


def _row(unit: Any, zone: ZoneInfo, is_disputed: bool) -> list[str]:
    name = unit.person.get_full_name()
    project = unit.project.code if unit.project else "–"
    return [
        f"{name} ({_('demo')})" if unit.person.is_demo else name,
        str(unit.get_role_display()),
        date_format(unit.completed_at.astimezone(zone).date(), "j M Y"),
        country_name(unit.at_country) or _("not attributable"),
        unit.organisation.name if unit.organisation else "–",
        f"{project} ({_('disputed')})" if is_disputed else project,
        _("there") if unit.is_evidenced else _("missing"),
    ]


def _facts(question: Question) -> list[list[str]]:
    """What no figure goes without (R11)."""
    rule = question.rule
    filters = "; ".join(f"{name}: {value}" for name, value in question.shown_filters())
    return [
        [_("Counting rule"), f"{rule} ({rule.code})"],
        [_("As of"), f"{date_format(question.as_of, 'j F Y')} ({rule.zone})"],
        [_("Filters"), filters or _("none")],
    ]
