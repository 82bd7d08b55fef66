"""Goes through a file of past trainings in batches: what each says, and which rows are refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from django.core.files import File
from django.utils.translation import gettext as _

from certification.records.queries import Key, key_of
from certification.records.rules import COLUMNS, Mistake, Reading, Said, read_row
from certification.records.telling import Outcome
from lms.batches import in_batches
from lms.tables import rows_of

BATCH = 500


@dataclass
class Seen:
    """The rows before: two that say different things of the same result cannot both be right."""

    rows: dict[Key, int] = field(default_factory=dict)
    claims: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def note(self, reading: Reading) -> None:
        """Refuse a row that gainsays one before it; rows without a result say nothing final."""
        said = reading.said
        if said is None or said.result_confirmed_at is None:
            return
        told = hash(
            (
                said.role,
                said.country,
                said.region,
                said.scheduled_minutes,
                said.attended_minutes,
                said.assessment,
                said.activity,
                said.evidence,
            )
        )
        before = self.rows.setdefault(key_of(said), told)
        if before != told:
            reading.said = None
            reading.mistakes.append(
                Mistake(
                    "result_confirmed_at",
                    _("A row before says something else of the same result of this person."),
                )
            )
        elif said.is_claim:
            place = said.person_id, said.delivery
            claimed_before = self.claims.get(place, frozenset())
            reading.said = replace(said, claimed_before=claimed_before)
            if said.project not in claimed_before:
                self.claims[place] = claimed_before | {said.project}


def batches_of(file: IO[bytes] | File) -> Iterator[tuple[list[Said], Outcome]]:
    """Rows that can be kept, batch by batch, and what was wrong with the others of the batch."""
    seen = Seen()
    readings = (read_row(row) for row in rows_of(file, columns=COLUMNS, most=None))
    for batch in in_batches(readings, BATCH):
        outcome, kept = Outcome(), []
        for reading in batch:
            seen.note(reading)
            if reading.said is None:
                outcome.refuse(reading.number, reading.mistakes)
            else:
                kept.append(reading.said)
        yield kept, outcome
