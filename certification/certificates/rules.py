"""Computes what a certificate's events say about it on a day, and as it was known on a day.

Every event has two days of the issuer's zone: from when on it counts (`effective_on`) and when it was
decided (`decided_on`). What was known on a day leaves out what was decided later. The order in which
events arrive changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import StatusEvent

Kind = StatusEvent.Kind
DAY = timedelta(days=1)


class Status(TextChoices):
    """The value is for machines and never changes; the label is for people."""

    VALID = "valid", _("valid")
    EXPIRED = "expired", _("expired")
    SUPERSEDED = "superseded", _("replaced by another certificate")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    NOT_YET = "not yet granted", _("not yet granted")


@dataclass(frozen=True)
class StatusOn:
    """The status on a day and since when it has held.

    `valid_through` is the last day of the time that the day stands in, None where it does not
    expire. `covered_by` is the day of a renewal that was decided later and reaches back to the day
    (R45). `scope` holds the codes of the modules that are left where it was reduced, else nothing.
    """

    status: Status
    day: date
    since: date | None
    valid_through: date | None = None
    covered_by: date | None = None
    scope: tuple[str, ...] = ()
    superseded_by: int | None = None  # key of the certificate

    @property
    def is_valid(self) -> bool:
        return self.status is Status.VALID


def status_on(
    events: Iterable[StatusEvent], day: date, *, known_on: date | None = None
) -> StatusOn:
    """The status on `day` from events in any order, and the day since when it has held (R42).

    Withdrawn beats suspended beats superseded beats expired beats valid. Valid through the last day,
    inclusive (R43); a suspension does not stop the clock (R46). An event that was undone by a
    restoration counts for nothing (R50). With `known_on` only what was decided by that day counts.
    """
    known = known_events(events, known_on)
    past = _until(known, day)
    status = _status(past, day)
    since = None
    for turn in sorted(_turns(past, day), reverse=True):
        before = turn - DAY
        if _status(_until(past, before), before) != status:
            since = turn
            break
    replaced = [event for event in past if event.kind == Kind.SUPERSEDED]
    return StatusOn(
        status,
        day,
        since,
        valid_through=_end_of_stretch(known, past),
        covered_by=_covered_by(past, day) if status is Status.VALID else None,
        scope=_scope(past),
        superseded_by=replaced[-1].superseded_by_id if replaced else None,
    )


def known_events(events: Iterable[StatusEvent], known_on: date | None = None) -> list[StatusEvent]:
    """What was decided by a day, without what a restoration of that time undoes, in its order."""
    known = [event for event in events if known_on is None or event.decided_on <= known_on]
    undone = {event.undoes_id for event in known if event.kind == Kind.RESTORED}
    return sorted(
        (event for event in known if event.pk is None or event.pk not in undone), key=_order
    )


def end_of(events: Iterable[StatusEvent]) -> date | None:
    """The last valid day that all events together give; None where it does not expire.

    No event takes days away from the end, so the latest end is the one that stands.
    """
    ends = [event.valid_through for event in events if event.kind in StatusEvent.GIVE_AN_END]
    if not ends or None in ends:
        return None
    return max(end for end in ends if end is not None)


def is_extended(events: Iterable[StatusEvent]) -> bool:
    """Whether the end that stands was reached by an extension (R38)."""
    known = known_events(events)
    end = end_of(known)
    return any(event.kind == Kind.EXTENDED and event.valid_through == end for event in known)


def stretches(events: Iterable[StatusEvent]) -> list[tuple[date, date | None]]:
    """The times for which it is granted, each from its first through its last day, in order.

    A renewal that begins the day after an end makes one time of two (R44). Suspensions are not
    considered; a withdrawal ends the time on the day before it counts, as superseding does.
    """
    known = known_events(events)
    stop = min(
        (each.effective_on for each in known if each.kind in (Kind.WITHDRAWN, Kind.SUPERSEDED)),
        default=None,
    )
    found: list[tuple[date, date | None]] = []
    for event in (each for each in known if each.kind in StatusEvent.GIVE_AN_END):
        first, last = event.effective_on, event.valid_through
        if found and (found[-1][1] is None or first <= found[-1][1] + DAY):
            start, end = found.pop()
            first, last = start, None if end is None or last is None else max(end, last)
        found.append((first, last))
    return [cut for cut in (_cut(each, stop) for each in found) if cut]


def _cut(stretch: tuple[date, date | None], stop: date | None) -> tuple[date, date | None] | None:
    first, last = stretch
    if stop is None or (last is not None and last < stop):
        return stretch
    return (first, stop - DAY) if first < stop else None


def _until(events: Iterable[StatusEvent], day: date) -> list[StatusEvent]:
    return [event for event in events if event.effective_on <= day]


def _status(past: Sequence[StatusEvent], day: date) -> Status:
    kinds = {event.kind for event in past}
    if Kind.GRANTED not in kinds:
        return Status.NOT_YET
    if Kind.WITHDRAWN in kinds:
        return Status.WITHDRAWN
    if _is_suspended(past, day):
        return Status.SUSPENDED
    if Kind.SUPERSEDED in kinds:
        return Status.SUPERSEDED
    end = end_of(past)
    if end is not None and day > end:
        return Status.EXPIRED
    return Status.VALID


def _is_suspended(past: Sequence[StatusEvent], day: date) -> bool:
    turns = [event for event in past if event.kind in (Kind.SUSPENDED, Kind.LIFTED)]
    if not turns or turns[-1].kind == Kind.LIFTED:
        return False
    return turns[-1].suspended_through is None or day <= turns[-1].suspended_through


def _turns(past: Sequence[StatusEvent], day: date) -> set[date]:
    """Days up to `day` on which the status may have changed."""
    ends = {event.suspended_through for event in past}
    ends |= {event.valid_through for event in past}
    after = {end + DAY for end in ends if end is not None}
    return {turn for turn in after | {event.effective_on for event in past} if turn <= day}


def _end_of_stretch(known: Sequence[StatusEvent], past: Sequence[StatusEvent]) -> date | None:
    """The last day of the time that has begun, with the renewals that follow without a gap."""
    end = end_of(past)
    for event in known:
        if (
            end is not None
            and event.kind in StatusEvent.GIVE_AN_END
            and event.effective_on <= end + DAY
        ):
            end = None if event.valid_through is None else max(end, event.valid_through)
    return end


def _covered_by(past: Sequence[StatusEvent], day: date) -> date | None:
    """The decision of the renewal without which the day would stand in a gap (R45)."""
    end = end_of(event for event in past if event.decided_on <= day)
    later = [e.decided_on for e in past if e.kind == Kind.RENEWED and e.decided_on > day]
    return min(later) if later and end is not None and end < day else None


def _scope(past: Sequence[StatusEvent]) -> tuple[str, ...]:
    reduced = [event for event in past if event.kind == Kind.REDUCED]
    return tuple(reduced[-1].scope) if reduced else ()


def _order(event: StatusEvent) -> tuple[date, object, int]:
    return event.effective_on, event.recorded_at, event.pk or 0
