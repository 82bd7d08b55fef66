"""Writes the list behind a figure as CSV that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterator

from certification.counts import queries
from certification.counts.forms import Question

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
COLUMNS = [
    "person",
    "family_name",
    "given_name",
    "role",
    "country",
    "region",
    "organisation",
    "project",
    "completed_at",
    "rule",
    "rule_version",
    "as_of",
    "filters",
]


class _Line:
    """A file-like that hands each written row back."""

    def write(self, text: str) -> str:
        return text


def safe(value: object) -> str:
    """The value as text; one that a spreadsheet might calculate gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def csv_lines(question: Question) -> Iterator[str]:
    """The header and one row for each counted unit, in the order of the list."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    filters = "; ".join(f"{key}={value}" for key, value in question.filters.query().items())
    related = units.select_related(
        "enrolment__person", "enrolment__organisation", "enrolment__region", "enrolment__project"
    )
    for unit in related.iterator(chunk_size=1000):
        enrolment = unit.enrolment
        row = [
            enrolment.person.public_id,
            enrolment.person.last_name,
            enrolment.person.first_name,
            enrolment.role,
            enrolment.country,
            enrolment.region.code if enrolment.region else "",
            enrolment.organisation.name if enrolment.organisation else "",
            enrolment.project.code if enrolment.project else "",
            unit.completed_at.isoformat(),
            question.rule.code,
            question.rule.version,
            question.as_of.isoformat(),
            filters,
        ]
        yield writer.writerow([safe(cell) for cell in row])
