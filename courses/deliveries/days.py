"""Puts the sessions of a delivery on the days of its calendar."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from courses.deliveries.models import Delivery
from courses.deliveries.overview import SessionLine, lines_of


@dataclass(frozen=True)
class Held:
    """A session with its beginning and end in the zone of the calendar, whatever its own zone."""

    line: SessionLine
    starts: datetime
    ends: datetime

    @property
    def ends_on_another_day(self) -> bool:
        return self.starts.date() != self.ends.date()

    @property
    def is_elsewhere(self) -> bool:
        """Whether clocks at its place show another time than the calendar."""
        return self.line.starts.utcoffset() != self.starts.utcoffset()


@dataclass
class Day:
    on: date
    held: list[Held] = field(default_factory=list)


@dataclass
class Month:
    first: date
    days: list[Day] = field(default_factory=list)


def months_of(delivery: Delivery) -> list[Month]:
    """Months with the days on which something begins; a fixed number of queries."""
    zone = ZoneInfo(delivery.zone)
    sessions = list(delivery.sessions.select_related("module").order_by("starts_at", "pk"))
    months: list[Month] = []
    for line in lines_of(delivery, sessions):
        held = Held(
            line, line.session.starts_at.astimezone(zone), line.session.ends_at.astimezone(zone)
        )
        day = held.starts.date()
        if not months or months[-1].first != day.replace(day=1):
            months.append(Month(day.replace(day=1)))
        days = months[-1].days
        if not days or days[-1].on != day:
            days.append(Day(day))
        days[-1].held.append(held)
    return months
