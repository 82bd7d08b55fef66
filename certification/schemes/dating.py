"""Decides from when to when something holds that is granted for months, and renewed (R38, R43, R44).

Certificates and labels of organisations both ask here. Days are those of the issuer's zone, so the
answer knows no clock and no zone.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Dating(TextChoices):
    """Where a renewed period ends; the value is stored and never changes."""

    DAY = "day", _("to the day, counted from the previous end")
    MONTH_END = "month_end", _("to the end of the month, counted from the previous end")
    DECISION = "decision", _("to the day, counted from the decision")


class Turn(TextChoices):
    """Which turn a decision is, seen from the end of the period before it."""

    FIRST = "first", _("first period")
    TOO_EARLY = "too_early", _("before the window of renewal opens")
    EARLY = "early", _("renewal before the end")
    LATE = "late", _("renewal after the end, within the time of grace")
    LAPSED = "lapsed", _("too late for a renewal; a first period again")

    @property
    def is_renewal(self) -> bool:
        return self in (Turn.TOO_EARLY, Turn.EARLY, Turn.LATE)


@dataclass(frozen=True)
class Period:
    """From the first to the last valid day, both inclusive; without a last day it does not expire."""

    turn: Turn
    starts_on: date
    valid_through: date | None


@dataclass(frozen=True)
class Renewability:
    """When what is valid through a day may be renewed: from, through, and seamlessly (R44)."""

    opens_on: date | None  # None: at any time
    closes_on: date  # the last day of grace


def period_after(
    *,
    previous_end: date | None,
    decided_on: date,
    first_months: int | None,
    renewal_months: int | None,
    window_months: int | None,
    grace_months: int,
    dating: str = Dating.DAY,
) -> Period:
    """The period that a decision opens after one that is, or was, valid through `previous_end`.

    A renewal within the window or the grace starts where the old period ends, so no day is lost
    and none is left open (R44). After the grace it is a first period again, from the day of the
    decision. A renewal before the window opens counts from the decision, but takes nothing away.
    `window_months` None: there is no window, any early renewal counts from the old end.
    `renewal_months` None: as long as the first period. `first_months` None: does not expire.
    """
    turn = turn_on(previous_end, decided_on, window_months, grace_months, dating)
    if previous_end is None or not turn.is_renewal:
        return Period(turn, decided_on, last_day(decided_on, first_months, dating))
    months = renewal_months or first_months
    if turn is Turn.TOO_EARLY or dating == Dating.DECISION:
        end = last_day(decided_on, months, dating)
        return Period(turn, decided_on, end and max(end, previous_end))
    return Period(turn, previous_end + timedelta(days=1), last_day(previous_end, months, dating))


def turn_on(
    previous_end: date | None,
    decided_on: date,
    window_months: int | None,
    grace_months: int,
    dating: str = Dating.DAY,
) -> Turn:
    """First, early, late, or lapsed: the last day of the grace still belongs to it (R44)."""
    if previous_end is None:
        return Turn.FIRST
    times = renewability(previous_end, window_months, grace_months, dating)
    if decided_on > times.closes_on:
        return Turn.LAPSED
    if decided_on > previous_end:
        return Turn.LATE
    if times.opens_on is not None and decided_on < times.opens_on:
        return Turn.TOO_EARLY
    return Turn.EARLY


def renewability(
    previous_end: date, window_months: int | None, grace_months: int, dating: str = Dating.DAY
) -> Renewability:
    """The first and the last day on which a renewal counts from the previous end (R38, R44)."""
    opens_on = None if window_months is None else add_months(previous_end, -window_months)
    closes_on = last_day(previous_end, grace_months, dating) or previous_end
    return Renewability(opens_on, closes_on)


def last_day(from_: date, months: int | None, dating: str = Dating.DAY) -> date | None:
    """The last valid day, inclusive; None for what does not expire (R43).

    As on published labels: 25 July 2019 for 24 months is valid through 25 July 2021 (R44).
    """
    if not months:
        return None
    end = add_months(from_, months)
    if dating == Dating.MONTH_END:
        return end.replace(day=monthrange(end.year, end.month)[1])
    return end


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last: 31 August + 6 months is 28 February (R38)."""
    return day + relativedelta(months=months)
