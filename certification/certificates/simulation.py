"""Works out what a policy would do in the next years, before it is saved (R38, R43, R44).

A policy is what a certificate type says of validity, renewal, window, grace and dating. Nothing here
asks the database: the ends of certificates that exist are given as days with their numbers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.schemes.dating import (
    Dating,
    Period,
    Renewability,
    Turn,
    add_months,
    period_after,
    renewability,
)

YEARS = 5
MONTHS = YEARS * 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Policy:
    """`valid_months` None: it does not expire. Months are calendar months."""

    valid_months: int | None
    renewal_months: int | None = None
    window_months: int | None = None
    grace_months: int = 0
    dating: str = Dating.DAY

    def after(self, previous_end: date | None, decided_on: date) -> Period:
        return period_after(
            previous_end=previous_end,
            decided_on=decided_on,
            first_months=self.valid_months,
            renewal_months=self.renewal_months,
            window_months=self.window_months,
            grace_months=self.grace_months,
            dating=self.dating,
        )

    def times_of(self, end: date) -> Renewability:
        return renewability(end, self.window_months, self.grace_months, self.dating)


class Habit(TextChoices):
    """When the holder of the example renews."""

    EARLY = "early", _("on the first day of the window")
    LAST_DAY = "last_day", _("on the last valid day")
    LATE = "late", _("on the last day of grace")
    TOO_LATE = "too_late", _("a day after the grace")
    NEVER = "never", _("never")


@dataclass(frozen=True)
class Span:
    """A period of the example, both days inclusive, with the day of its decision and its window.

    `opens_on` and `closes_on` say when the next renewal is possible; `gap_before` counts the days
    on which it was expired before this period, also those that the decision covered later (R45).
    """

    turn: Turn
    decided_on: date
    starts_on: date
    valid_through: date | None
    opens_on: date | None
    closes_on: date | None
    gap_before: int = 0

    @property
    def is_seamless(self) -> bool:
        return self.turn is not Turn.LAPSED


def example(policy: Policy, granted_on: date, habit: Habit) -> list[Span]:
    """The periods of one certificate from its grant until five years later."""
    until = add_months(granted_on, MONTHS)
    spans: list[Span] = []
    decided_on: date | None = granted_on
    end: date | None = None
    while decided_on is not None and decided_on <= until:
        period = policy.after(end, decided_on)
        gap = (decided_on - end).days - 1 if end is not None and decided_on > end else 0
        end = period.valid_through
        times = policy.times_of(end) if end else None
        spans.append(
            Span(
                turn=period.turn,
                decided_on=decided_on,
                starts_on=period.starts_on,
                valid_through=end,
                opens_on=times.opens_on if times else None,
                closes_on=times.closes_on if times else None,
                gap_before=gap,
            )
        )
        decided_on = _next_decision(spans[-1], habit)
    return spans


def _next_decision(span: Span, habit: Habit) -> date | None:
    if span.valid_through is None or span.closes_on is None or habit is Habit.NEVER:
        return None
    if habit is Habit.EARLY and span.opens_on is not None and span.opens_on > span.decided_on:
        return span.opens_on
    if habit is Habit.LATE:
        return span.closes_on
    if habit is Habit.TOO_LATE:
        return span.closes_on + ONE_DAY
    return span.valid_through


@dataclass(frozen=True)
class Month:
    """What ends in a month: as the certificates say now, and again if each is renewed at its end."""

    first: date
    as_they_say: int = 0
    again: int = 0


def months_ahead(ends: Mapping[date, int], policy: Policy, today: date) -> list[Month]:
    """The next five years, month by month, this month included.

    `ends` has the number of certificates by their last valid day. What they say does not change with
    the policy (R51); the renewals that follow would.
    """
    first = today.replace(day=1)
    last = add_months(first, MONTHS)
    say: Counter[date] = Counter()
    again: Counter[date] = Counter()
    for end, number in ends.items():
        if first <= end < last:
            say[end.replace(day=1)] += number
            for later in _renewed_ends(end, policy, last):
                again[later.replace(day=1)] += number
    months = [add_months(first, number) for number in range(MONTHS)]
    return [Month(month, say[month], again[month]) for month in months]


def _renewed_ends(end: date, policy: Policy, before: date) -> Iterable[date]:
    """The ends that follow when each period is renewed on its last day."""
    months = policy.renewal_months or policy.valid_months
    while months:
        period = policy.after(end, end)
        if period.valid_through is None or period.valid_through <= end:
            return
        end = period.valid_through
        if end >= before:
            return
        yield end
