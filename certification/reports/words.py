"""The words of frozen reports: breakdowns, reasons, corrections."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.counts.breakdowns import COUNTRY, ROLE
from certification.reports.rules import Why
from courses.enrolment.models import Enrolment
from lms.people.countries import country_name

BREAKDOWNS = {
    "country": gettext_lazy("By country"),
    "region": gettext_lazy("By region"),
    "role": gettext_lazy("By role"),
    "project": gettext_lazy("By project"),
    "year": gettext_lazy("By year"),
}


def correction_lines(corrections: Mapping[str, Any] | None) -> list[list[str]]:
    """For each reason how many came, went and moved in the report that this one continues."""
    if corrections is None:
        return []
    title = corrections["title"]
    said = _("“%(title)s” said, as of %(day)s") % {"title": title, "day": corrections["as_of"]}
    lines = [[said, f"{corrections['value']:,}"]]
    for line in corrections["lines"]:
        parts = [
            f"+{line['added']}" if line["added"] else "",
            f"−{line['removed']}" if line["removed"] else "",
            _("%s moved") % line["moved"] if line["moved"] else "",
        ]
        lines.append([str(Why(line["why"]).label), ", ".join(filter(None, parts))])
    said = _("The same question, as of %s and as it is known now") % corrections["as_of_now"]
    lines.append([said, f"{corrections['value_now']:,}"])
    return lines


def breakdown_tables(head: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, int]], bool]]:
    """Each breakdown with its title, its lines, and whether these must not be added (R17)."""
    tables = []
    for by, found in head["breakdowns"].items():
        lines = [(_called(by, code), number) for code, number in found["lines"].items()]
        if found["not_attributable"]:
            lines.append((_("not attributable"), found["not_attributable"]))
        if lines:
            tables.append((str(BREAKDOWNS[by]), lines, by == ROLE))
    return tables


def _called(by: str, code: str) -> str:
    if by == COUNTRY:
        return country_name(code)
    if by == ROLE:
        return str(dict(Enrolment.Role.choices).get(code, code))
    return code
