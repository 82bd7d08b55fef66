"""Computes what a certificate's events say about it on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certification.certificates.models import StatusEvent


class Status(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not yet granted"


@dataclass(frozen=True)
class StatusOn:
    """The status on a day and since when it has held."""

    status: Status
    day: date
    since: date | None

    @property
    def is_valid(self) -> bool:
        return self.status is Status.VALID


def status_on(events: Iterable[StatusEvent], valid_through: date | None, day: date) -> StatusOn:
    """The status on `day` from events in any order (R42).

    Withdrawn beats suspended beats expired beats valid. Valid through the last day, inclusive
    (R43). A suspension does not stop the clock (R46). Days are those of the issuer's zone.
    """
    granted: date | None = None
    suspended: date | None = None
    withdrawn: date | None = None
    past = sorted((e for e in events if e.effective_on <= day), key=_order)
    for event in past:
        if event.kind == StatusEvent.Kind.GRANTED:
            granted = event.effective_on
        elif event.kind == StatusEvent.Kind.SUSPENDED:
            suspended = suspended or event.effective_on
        elif event.kind == StatusEvent.Kind.LIFTED:
            suspended = None
        elif event.kind == StatusEvent.Kind.WITHDRAWN:
            withdrawn = withdrawn or event.effective_on
    if granted is None:
        return StatusOn(Status.NOT_YET, day, None)
    if withdrawn is not None:
        return StatusOn(Status.WITHDRAWN, day, withdrawn)
    if suspended is not None:
        return StatusOn(Status.SUSPENDED, day, suspended)
    if valid_through is not None and day > valid_through:
        return StatusOn(Status.EXPIRED, day, valid_through)
    return StatusOn(Status.VALID, day, granted)


def _order(event: StatusEvent) -> tuple[date, object, int]:
    return event.effective_on, event.recorded_at, event.pk or 0


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last: 31 August + 6 months is 28 February (R38)."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"{day} + {months} months")
