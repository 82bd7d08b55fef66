"""Derives the rights to teach that an accreditation gives from its events (R31, R33)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from certification.certificates.models import StatusEvent
from certification.certificates.rules import DAY, Kind, known_events, stretches

Span = tuple[date, date | None]


@dataclass(frozen=True)
class TeachingRight:
    """A right for one module, or for the whole programme where `module` is empty.

    `turn` numbers the rights of the same module from 1. The suspension is the one that began last.
    """

    module: str
    turn: int
    valid_from: date
    valid_through: date | None
    suspended_from: date | None
    suspended_through: date | None


def teaching_rights(events: Iterable[StatusEvent], module: str) -> list[TeachingRight]:
    """Every right that the events give, in order; `module` is what it was granted for, or nothing.

    A withdrawal ends them on the day before it counts, an expiry on the last valid day (R43). From
    a smaller scope on there is a right for each module that is left.
    """
    known = known_events(events)
    suspended = suspension(known)
    found: list[TeachingRight] = []
    turns: dict[str, int] = {}
    for first, last in stretches(known):
        for codes, since, until in _scopes(known, module):
            begins = max(first, since)
            ends = _earlier(last, until)
            if ends is not None and ends < begins:
                continue
            for code in codes:
                turns[code] = turns.get(code, 0) + 1
                found.append(TeachingRight(code, turns[code], begins, ends, *suspended))
    return found


def suspension(known: Sequence[StatusEvent]) -> tuple[date | None, date | None]:
    """The first and the last day of the suspension that began last; no last day while it runs."""
    turns = [each for each in known if each.kind in (Kind.SUSPENDED, Kind.LIFTED)]
    begun = [number for number, each in enumerate(turns) if each.kind == Kind.SUSPENDED]
    if not begun:
        return None, None
    last = turns[begun[-1]]
    lifted = turns[begun[-1] + 1].effective_on - DAY if begun[-1] + 1 < len(turns) else None
    through = _earlier(last.suspended_through, lifted)
    if through is not None and through < last.effective_on:
        return None, None  # lifted on the day on which it began
    return last.effective_on, through


def _scopes(known: Sequence[StatusEvent], module: str) -> list[tuple[list[str], date, date | None]]:
    """The modules that it stood for, each with its first and its last day."""
    reduced = [each for each in known if each.kind == Kind.REDUCED]
    starts = [([module], date.min), *((list(each.scope), each.effective_on) for each in reduced)]
    ends = [*(day - DAY for _codes, day in starts[1:]), None]
    return [(codes, day, end) for (codes, day), end in zip(starts, ends, strict=True)]


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days, default=None)
