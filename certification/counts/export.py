"""Writes the list behind a figure as CSV that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from certification.counts import queries
from certification.counts.forms import Question
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
    "rule",
    "rule_version",
    "rule_zone",
    "as_of",
    "filters",
]


class _Line:
    """A file that hands each written row back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(question: Question) -> Iterator[str]:
    """The header and one row for each counted unit, in the order of the list.

    Every row carries the rule, its version, the as-of date and the filters (R11).
    """
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    rule = question.rule
    units = queries.trained(rule, question.filters, as_of=question.as_of).select_related(
        "enrolment__person",
        "enrolment__organisation",
        "enrolment__region",
        "enrolment__project",
    )
    zone = ZoneInfo(rule.zone)
    filters = "; ".join(f"{key}={value}" for key, value in question.filters.query().items())
    asked = [rule.code, rule.version, rule.zone, question.as_of.isoformat(), filters]
    for unit in units.iterator(chunk_size=1000):
        enrolment = unit.enrolment
        region = enrolment.region
        row = [
            enrolment.person.public_id,
            enrolment.person.last_name,
            enrolment.person.first_name,
            "yes" if enrolment.person.is_demo else "no",
            enrolment.role,
            enrolment.country,
            region.code if region else "",
            region.nuts_version if region else "",
            enrolment.organisation.name if enrolment.organisation else "",
            enrolment.project.code if enrolment.project else "",
            enrolment.enrolled_at.isoformat(),
            unit.completed_at.astimezone(zone).date().isoformat(),
            unit.completed_at.isoformat(),
            *asked,
        ]
        yield writer.writerow([safe(cell) for cell in row])
