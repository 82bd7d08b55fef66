"""Decides periods and parts of a count; plain values in, plain values out."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Filters:
    """What a figure is about; empty means all. `from_` is included, `to` is not (R26)."""

    role: str = ""
    country: str = ""  # "-" asks for those without one (R19)
    year: int | None = None
    project: int | None = None
    search: str = ""

    def with_(self, **changes) -> "Filters":
        return replace(self, **changes)

    def query(self) -> dict[str, str]:
        """The filters as an address carries them."""
        values = {
            "role": self.role,
            "country": self.country,
            "year": self.year,
            "project": self.project,
            "q": self.search,
        }
        return {key: str(value) for key, value in values.items() if value}


def start_of(day: date, zone: str) -> datetime:
    """The instant at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def year_bounds(year: int, zone: str) -> tuple[datetime, datetime]:
    """The half-open period of a calendar year in a zone (R26)."""
    return start_of(date(year, 1, 1), zone), start_of(date(year + 1, 1, 1), zone)


def period_bounds(starts_on: date, ends_on: date, zone: str) -> tuple[datetime, datetime]:
    """A project's eligible period, whose last day counts (R29)."""
    return start_of(starts_on, zone), start_of(ends_on + timedelta(days=1), zone)


def as_of_bound(day: date, zone: str) -> datetime:
    """Everything before this instant was there on the as-of date, its evening included."""
    return start_of(day + timedelta(days=1), zone)
