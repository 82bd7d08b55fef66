"""Labels as machines read them: JSON of a list and of one organisation, and CSV of a list."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from certification.labels.models import OrganisationLabel
from certification.labels.queries import Filters, Line, labels, lines
from certification.labels.rules import StandingOn
from lms.batches import in_batches
from lms.people.models import Organisation
from lms.spreadsheets import BYTE_ORDER_MARK, safe

COLUMNS = (
    "organisation",
    "country",
    "level",
    "status",
    "status_on",
    "awarded_on",
    "turn",
    "valid_from",
    "valid_through",
    "awarded_by",
    "reference",
    "demonstration",
)
CHUNK = 500


class _Echo:
    """A file that hands each written row back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(filters: Filters) -> Iterator[str]:
    """The header and one row for each label of the list, in its order."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    found = labels(filters).iterator(chunk_size=CHUNK)
    for chunk in in_batches(found, CHUNK):
        for line in lines(chunk, filters.on):
            said = {**said_of(line.label), **_status(line.standing)}
            said["organisation"] = line.label.organisation.name
            said["country"] = line.label.organisation.country
            said["demonstration"] = "yes" if line.label.organisation.is_demo else "no"
            yield writer.writerow([safe(said[column]) for column in COLUMNS])


def list_said(page_lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            **organisation_said(line.label.organisation),
            **said_of(line.label),
            **_status(line.standing),
        }
        for line in page_lines
    ]


def organisation_said(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation.name,
        "organisation_id": str(organisation.public_id),
        "country": organisation.country,
        "demonstration": organisation.is_demo,
    }


def said_of(label: OrganisationLabel) -> dict[str, Any]:
    """An award by its own dates; whether it is withdrawn is part of its status."""
    return {
        "level": label.level,
        "turn": label.turn,
        "awarded_on": label.awarded_on.isoformat(),
        "valid_from": label.starts_on.isoformat(),
        "valid_through": label.valid_through.isoformat(),
        "awarded_by": label.awarded_by,
        "reference": label.reference,
    }


def history_said(label: OrganisationLabel) -> dict[str, Any]:
    end = label.withdrawn_on
    return said_of(label) | {"withdrawn_on": end.isoformat() if end else None}


def _status(standing: StandingOn) -> dict[str, Any]:
    return {
        "status": standing.standing.value,
        "status_on": standing.day.isoformat(),
        "status_since": standing.since.isoformat() if standing.since else None,
    }
