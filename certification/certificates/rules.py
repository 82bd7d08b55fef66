"""Computes what a certificate's events say about it on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import StatusEvent


class Status(TextChoices):
    """The value is for machines and never changes; the label is for people."""

    VALID = "valid", _("valid")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    NOT_YET = "not yet granted", _("not yet granted")


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
    """The status on `day` from events in any order, and the day since when it has held (R42).

    Withdrawn beats suspended beats expired beats valid. Valid through the last day, inclusive, so
    expired from the next (R43); after a lifted suspension valid since the lifting. A suspension
    does not stop the clock (R46). Days are those of the issuer's zone.
    """
    past = sorted((event for event in events if event.effective_on <= day), key=_order)
    status = _status(past, valid_through, day)
    turns = {event.effective_on for event in past}
    if valid_through is not None and valid_through < day:
        turns.add(valid_through + timedelta(days=1))
    for turn in sorted(turns, reverse=True):
        before = turn - timedelta(days=1)
        if _status([e for e in past if e.effective_on <= before], valid_through, before) != status:
            return StatusOn(status, day, turn)
    return StatusOn(status, day, None)


def _status(past: list[StatusEvent], valid_through: date | None, day: date) -> Status:
    is_granted = is_suspended = is_withdrawn = False
    for event in past:
        if event.kind == StatusEvent.Kind.GRANTED:
            is_granted = True
        elif event.kind == StatusEvent.Kind.SUSPENDED:
            is_suspended = True
        elif event.kind == StatusEvent.Kind.LIFTED:
            is_suspended = False
        elif event.kind == StatusEvent.Kind.WITHDRAWN:
            is_withdrawn = True
    if not is_granted:
        return Status.NOT_YET
    if is_withdrawn:
        return Status.WITHDRAWN
    if is_suspended:
        return Status.SUSPENDED
    if valid_through is not None and day > valid_through:
        return Status.EXPIRED
    return Status.VALID


def _order(event: StatusEvent) -> tuple[date, object, int]:
    return event.effective_on, event.recorded_at, event.pk or 0
