"""Puts together what the closing page of a delivery shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from courses.closing import queries, rules
from courses.closing.rules import Gap, Standing
from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.enrolment.rules import Attendance
from courses.fieldwork.models import TeamMember

STATES = (
    EnrolmentStep.Kind.ENROLLED,
    EnrolmentStep.Kind.COMPLETED,
    EnrolmentStep.Kind.NOT_COMPLETED,
)


@dataclass(frozen=True)
class Row:
    """A participant with what is met and missing; `team` leads to the field project, if any."""

    place: Enrolment
    attendance: Attendance
    standing: Standing
    waits: bool
    team: UUID | None

    @property
    def state(self) -> str:
        return self.place.state  # type: ignore[attr-defined] # `places_of` annotates it

    @property
    def state_word(self) -> str:
        return str(EnrolmentStep.Kind(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def is_ready(self) -> bool:
        """Has met everything, and is not noted as completed yet."""
        is_noted = self.state == EnrolmentStep.Kind.COMPLETED
        return self.standing.completed_at is not None and not is_noted


@dataclass(frozen=True)
class Closing:
    """What keeps a delivery open, and where each participant stands.

    `gaps` leaves out who has met everything: closing notes them as completed.
    """

    rows: list[Row]
    gaps: list[Gap]
    sessions_over: bool

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if row.is_ready] if self.sessions_over else []

    def in_state(self, state: str) -> list[Row]:
        return [row for row in self.rows if state in {"", row.state}]

    def counts(self) -> list[tuple[str, str, int]]:
        counted = Counter(row.state for row in self.rows)
        return [(kind.value, str(kind.label), counted[kind]) for kind in STATES if counted[kind]]


def closing_of(delivery: Delivery, now: datetime) -> Closing:
    """Everything the page shows of participants and gaps, in a fixed number of queries."""
    teams = dict(
        TeamMember.objects.filter(enrolment__delivery=delivery).values_list(
            "enrolment", "team__uid"
        )
    )
    rows = [
        Row(
            each.enrolment, each.attendance, each.standing, each.waits, teams.get(each.enrolment.pk)
        )
        for each in queries.standings(delivery)
    ]
    gaps = queries.gaps(delivery, now) if delivery.closed_at is None else []
    sessions_over = all(gap.code != "sessions_running" for gap in gaps)
    ready = {row.place.uid for row in rows if row.is_ready} if sessions_over else set()
    return Closing(rows, list(_without(gaps, ready)), sessions_over)


def _without(gaps: Iterable[Gap], settled: set[UUID]) -> Iterable[Gap]:
    for gap in gaps:
        left = tuple(each for each in gap.subjects if each.uid not in settled)
        if left:
            yield replace(gap, subjects=left)
