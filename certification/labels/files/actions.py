"""Checks files of labels row by row, and records all of their awards or none."""

import uuid
from collections import Counter
from datetime import datetime
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.labels.actions import award_labels, refuse_others
from certification.labels.files.queries import known_about
from certification.labels.files.rules import (
    COLUMNS,
    OPTIONAL,
    UNCHANGED,
    Employer,
    Known,
    Reading,
    judge,
)
from certification.labels.models import LabelEvidence, OrganisationLabel
from certification.labels.rules import end_of
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.people.actions import register_organisation
from lms.people.models import Organisation, Person
from lms.tables import MOST_BYTES, rows_of

CHECK, RECORD = "labels.check file", "labels.record file"
MOST_LISTED = 300


def ask_for_check(*, file: File, by: Person, at: datetime) -> Job:
    """Keep a file and have its rows checked; nothing is recorded by it."""
    refuse_others(by)
    if not file.size:
        raise Refused("empty", _("The file is empty."))
    if file.size > MOST_BYTES:
        raise Refused("too_large", _("A file has at most 10 MB."))
    return ask_for_job(key=f"{CHECK} {uuid.uuid4()}", kind=CHECK, about={}, file=file, by=by, at=at)


def ask_for_recording(*, check: Job, by: Person, at: datetime) -> Job:
    """Have every award of a checked file recorded; once for each check.

    Refused while the check goes on, and when it found a mistake.
    """
    refuse_others(by)
    if not check.has_succeeded or check.result["errors_count"]:
        raise Refused(
            "not_checked", _("Mend the rows with mistakes first, and send the file again.")
        )
    return ask_for_job(
        key=f"{RECORD} {check.uid}",
        kind=RECORD,
        about={"check": str(check.uid)},
        total=check.total,
        by=by,
        at=at,
    )


def check_file(*, file: IO[bytes] | File, at: datetime) -> dict[str, Any]:
    """How many rows are new, renewals, on record, and wrong; the first mistakes and awards listed."""
    readings, known = _read(file, at)
    counts = Counter(reading.outcome for reading in readings if not reading.errors)
    wrong = [reading for reading in readings if reading.errors]
    told = [reading for reading in readings if not reading.errors and reading.outcome != UNCHANGED]
    new = {reading.said.key for reading in told if reading.said.key not in known.organisations}
    return {
        "rows": len(readings),
        **counts,
        "organisations": len(new),
        "errors_count": len(wrong),
        "errors": [
            [reading.said.number, " ".join(reading.errors)] for reading in wrong[:MOST_LISTED]
        ],
        "awards": [_told(reading) for reading in told[:MOST_LISTED]],
    }


@transaction.atomic
def record_file(*, file: IO[bytes] | File, by: Person, at: datetime) -> dict[str, int]:
    """Record every award that a file names, or none; the same file again changes nothing.

    Organisations that nobody named before are registered. Refused to others than administrators and
    for the first row with a mistake. Records `labels.label_awarded` for each award.
    """
    refuse_others(by)
    readings, known = _read(file, at, is_locked=True)
    for reading in readings:
        if reading.errors:
            said = {"number": reading.said.number, "errors": " ".join(reading.errors)}
            raise Refused(
                "row_failed", _("Row %(number)s: %(errors)s Nothing was recorded.") % said
            )
    due = [reading for reading in readings if reading.period is not None]
    ids = _organisations(due, known, by, at)
    labels = [_label(reading, ids) for reading in due]
    award_labels(labels=labels, by=by, at=at)
    LabelEvidence.objects.bulk_create(
        LabelEvidence(
            label=label, link=reading.said.link, note=reading.said.note, kept_at=at, kept_by=by
        )
        for reading, label in zip(due, labels, strict=True)
        if reading.said.link or reading.said.note
    )
    return dict(Counter(reading.outcome for reading in readings))


def _read(
    file: IO[bytes] | File, at: datetime, *, is_locked: bool = False
) -> tuple[list[Reading], Known]:
    rows = list(rows_of(file, columns=COLUMNS, optional=OPTIONAL))
    if not rows:
        raise Refused("empty", _("The file has no rows."))
    known = known_about(rows)
    if is_locked:
        ids = [pk for pks in known.organisations.values() for pk in pks]
        list(Organisation.objects.select_for_update().filter(pk__in=ids))
        known = known_about(rows)
    return judge(rows, known, timezone.localdate(at)), known


def _organisations(
    due: list[Reading], known: Known, by: Person, at: datetime
) -> dict[Employer, int]:
    """The organisation of each award; those that are new are registered."""
    ids = {key: pks[0] for key, pks in known.organisations.items()}
    for reading in due:
        said = reading.said
        if said.key not in ids:
            made = register_organisation(name=said.organisation, country=said.country, by=by, at=at)
            ids[said.key] = made.pk
    return ids


def _label(reading: Reading, ids: dict[Employer, int]) -> OrganisationLabel:
    said, period = reading.said, reading.period
    if period is None or said.awarded_on is None:
        raise ValueError(f"Row {said.number} was judged to be no award.")
    return OrganisationLabel(
        organisation_id=ids[said.key],
        level=said.level,
        turn=period.turn,
        awarded_on=said.awarded_on,
        starts_on=period.starts_on,
        valid_through=end_of(period),
        awarded_by=said.awarded_by,
        reference=said.reference,
    )


def _told(reading: Reading) -> list[Any]:
    said, period = reading.said, reading.period
    end = end_of(period) if period else None
    turn = str(period.turn.label) if period else ""
    return [said.number, said.organisation, said.level, turn, end.isoformat() if end else ""]
