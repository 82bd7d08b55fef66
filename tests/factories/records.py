"""Files of past trainings, and what the API answers about them."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command

from certification.evidence.actions import note_state
from certification.evidence.models import EvidenceLoss
from certification.records.actions import keep_evidence, keep_records
from certification.records.folders import Nowhere
from certification.records.models import RecordEvidence
from certification.records.rules import COLUMNS, Said, read_row
from courses.enrolment.models import Evidence
from lms.tables import Row

PROJECTS = ("project", "title", "starts_on", "ends_on", "zone", "final_payment_on")
ROW = {
    "project": "P1",
    "delivery": "D1",
    "activity_type": "training",
    "person_id": "ana",
    "given_name": "Ana",
    "family_name": "Example",
    "email": "",
    "organisation": "Leather cluster",
    "country": "AT",
    "nuts_code": "AT31",
    "nuts_version": "2010",
    "role": "manager",
    "enrolled_on": "2012-05-01",
    "scheduled_minutes": "3000",
    "attended_minutes": "3000",
    "assessment": "passed",
    "result_confirmed_at": "2013-05-01T10:00:00+02:00",
    "evidence": "list.pdf",
}


def row(**said: str) -> dict[str, str]:
    return ROW | said


def write(path: Path, rows: list[dict[str, Any]], columns=COLUMNS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def folder(path: Path, *names: str) -> Path:
    """A folder with evidence of these names."""
    path.mkdir(exist_ok=True)
    for name in names or ("list.pdf",):
        (path / name).write_bytes(f"signed {name}".encode())
    return path


def take(path: Path, rows: list[dict[str, Any]], evidence: Path | None = None) -> None:
    """Take the rows by the command, as an operator does."""
    file = write(path / "records.csv", rows)
    call_command("import_records", str(file), evidence=evidence, verbosity=0)


def take_projects(path: Path, rows: list[tuple[str, ...]]) -> None:
    lines = [dict(zip(PROJECTS, each, strict=True)) for each in rows]
    call_command("import_projects", str(write(path / "projects.csv", lines, PROJECTS)), verbosity=0)


def said(**values: Any) -> Said:
    """What a row says, read."""
    return read_row(Row(1, row(**values))).said


class Kept:
    """Evidence that is there: whatever is named is found, as one file each."""

    def find(self, names, *, by, at):
        return {
            name: keep_evidence(
                file=ContentFile(f"signed {name}".encode(), name), name=name, by=by, at=at
            )
            for name in names
        }


def keep(*rows: Said, at: datetime, is_evidenced: bool = True) -> None:
    """Keep what rows say, as it became known at a moment."""
    keep_records(batch=rows, evidences=Kept() if is_evidenced else Nowhere(), by=None, at=at)


def lose_or_find(file: RecordEvidence | Evidence, *, at: datetime) -> None:
    """The check notes that the file is lost, or there again where it was lost."""
    loss = file.losses.filter(found_at=None).first()
    note_state(file=file, loss=loss, what=None if loss else EvidenceLoss.What.MISSING, at=at)
