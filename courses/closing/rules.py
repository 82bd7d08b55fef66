"""Decides whether a participant has completed a delivery, when, and whether it may be closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.enrolment.rules import Attendance

OPEN = frozenset({"enrolled"})
NOT_YET_IN = frozenset({"invited", "applied", "waiting"})


@dataclass(frozen=True)
class Condition:
    """One thing that completing asks: what, whether it is met, and since when."""

    code: str
    sentence: str
    met_at: datetime | None
    detail: str = ""

    @property
    def is_met(self) -> bool:
        return self.met_at is not None


@dataclass(frozen=True)
class Standing:
    """What one participant has done of what the delivery asks (R5)."""

    conditions: tuple[Condition, ...]

    @property
    def missing(self) -> list[Condition]:
        return [each for each in self.conditions if not each.is_met]

    @property
    def completed_at(self) -> datetime | None:
        """The moment the last condition was met (R7); None while one is missing."""
        moments = [each.met_at for each in self.conditions]
        if not moments or None in moments:
            return None
        return max(moment for moment in moments if moment is not None)

    def basis(self) -> list[dict[str, Any]]:
        """Why this counts, as it is kept with the outcome."""
        return [
            {
                "code": each.code,
                "sentence": str(each.sentence),
                "met_at": each.met_at.isoformat() if each.met_at else None,
                "detail": each.detail,
            }
            for each in self.conditions
        ]


def standing(
    *,
    attendance: Attendance,
    attendance_percent: Decimal,
    sessions_end_at: datetime | None,
    tests: Mapping[str, datetime | None],
    project_passed_at: datetime | None,
    has_field_project: bool,
) -> Standing:
    """From what was attended, passed and defended.

    Attendance counts from the end of the last required session, whenever its list came in (R27).
    `tests` gives the moment each required module was passed, by its code.
    """
    is_present = attendance.reaches(attendance_percent)
    conditions = [
        Condition(
            "attendance",
            _("attended at least %s per cent of the required minutes")
            % attendance_percent.normalize(),
            sessions_end_at if is_present else None,
            f"{attendance.attended}/{attendance.scheduled} min",
        )
    ]
    conditions += [
        Condition("test", _("passed the test of %s") % code, passed_at, code)
        for code, passed_at in tests.items()
    ]
    if has_field_project:
        conditions.append(
            Condition("field project", _("passed the field project"), project_passed_at)
        )
    return Standing(tuple(conditions))


def counted_on(completed_at: datetime, zone: str) -> date:
    """The day it counts, where the delivery is held (R7, R26)."""
    return completed_at.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class Subject:
    """A session or a place that a gap concerns, by the id that leads to it; `count` where several."""

    name: str
    uid: UUID
    count: int = 0

    def __str__(self) -> str:
        return f"{self.name} ({self.count})" if self.count else self.name


@dataclass(frozen=True)
class Gap:
    """What keeps a delivery from being closed, and whom or what it concerns."""

    code: str
    sentence: str
    subjects: tuple[Subject, ...] = ()

    def __str__(self) -> str:
        return f"{self.sentence} {', '.join(str(each) for each in self.subjects)}"


def gaps(
    *,
    sessions_running: Sequence[Subject],
    teachers_missing: Sequence[Subject],
    lists_incomplete: Sequence[Subject],
    people_open: Sequence[Subject],
) -> list[Gap]:
    """What is missing before a delivery may be closed (R36); empty when it may.

    Every session is over and has a trainer, every required list has an entry for each participant,
    and nobody is left as enrolled: each has completed or not.
    """
    found = [
        Gap("sessions_running", _("Sessions that are not over yet:"), tuple(sessions_running)),
        Gap("no_trainer", _("Sessions without a trainer:"), tuple(teachers_missing)),
        Gap(
            "lists_incomplete",
            _("Attendance lists with people left open:"),
            tuple(lists_incomplete),
        ),
        Gap("people_open", _("Participants who are still only enrolled:"), tuple(people_open)),
    ]
    return [each for each in found if each.subjects]
