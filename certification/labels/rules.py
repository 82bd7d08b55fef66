"""Decides from when to when a label is valid, and what it is on a day.

As published: the first period has 24 months; a renewal adds 36 months to the previous end, whether
it is decided in the year before that end or in the year after it; later it is a first award again
(R44). In the year after the end the label has expired, until a renewal covers that time (R45).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.schemes.dating import (
    Period,
    Renewability,
    Turn,
    period_after,
    renewability,
)

FIRST_MONTHS, RENEWAL_MONTHS = 24, 36
WINDOW_MONTHS, GRACE_MONTHS = 12, 12


class Standing(TextChoices):
    """The value is for machines and never changes; the label is for people."""

    VALID = "valid", gettext_lazy("valid")
    COVERED = "covered", gettext_lazy("expired then, covered by a later renewal")
    EXPIRED = "expired", gettext_lazy("expired")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    NOT_YET = "not yet awarded", gettext_lazy("not yet awarded")


@dataclass(frozen=True)
class Award:
    """An award or renewal of one label of one organisation."""

    awarded_on: date
    starts_on: date
    valid_through: date
    withdrawn_on: date | None = None

    def is_withdrawn(self, day: date) -> bool:
        return self.withdrawn_on is not None and self.withdrawn_on <= day

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.valid_through and not self.is_withdrawn(day)


@dataclass(frozen=True)
class StandingOn:
    """What a label is on a day, since when, and the award that says so."""

    standing: Standing
    day: date
    since: date | None
    award: Award | None

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID


@dataclass(frozen=True)
class Barrier:
    """Why an award cannot be recorded."""

    code: str
    sentence: str
    rule: str = ""


def standing_on(awards: Iterable[Award], day: date) -> StandingOn:
    """What the awards of one label, in any order, say about it on a day (R42, R43, R45).

    Withdrawn beats covered beats expired. A renewal decided after the day covers it, but makes it
    no valid day: whoever asked then was rightly told that the label had expired (R45).
    """
    rows = sorted(awards, key=lambda award: award.awarded_on)
    known = [award for award in rows if award.awarded_on <= day]
    valid = next((award for award in reversed(known) if award.covers(day)), None)
    if valid is not None:
        return StandingOn(Standing.VALID, day, max(valid.starts_on, valid.awarded_on), valid)
    if known and known[-1].is_withdrawn(day):
        return StandingOn(Standing.WITHDRAWN, day, known[-1].withdrawn_on, known[-1])
    later = next((award for award in rows if award.awarded_on > day and award.covers(day)), None)
    if later is not None:
        return StandingOn(Standing.COVERED, day, later.starts_on, later)
    if known:
        return StandingOn(
            Standing.EXPIRED, day, known[-1].valid_through + timedelta(days=1), known[-1]
        )
    return StandingOn(Standing.NOT_YET, day, None, None)


def period_of(awards: Sequence[Award], awarded_on: date) -> Period:
    """The period that an award on that day opens after those before it (R44)."""
    return period_after(
        previous_end=_previous_end(awards, awarded_on),
        decided_on=awarded_on,
        first_months=FIRST_MONTHS,
        renewal_months=RENEWAL_MONTHS,
        window_months=WINDOW_MONTHS,
        grace_months=GRACE_MONTHS,
    )


def end_of(period: Period) -> date:
    """The last day of a label's period; every one has an end."""
    if period.valid_through is None:
        raise ValueError("A label expires.")
    return period.valid_through


def renewal_times(award: Award) -> Renewability:
    """From when until when the label may be renewed, counted from this award's end (R44)."""
    return renewability(award.valid_through, WINDOW_MONTHS, GRACE_MONTHS)


def barrier_to(awards: Sequence[Award], awarded_on: date, today: date) -> Barrier | None:
    """Why an award on that day cannot be recorded after those that are; None if it can."""
    newest = _newest(awards)
    if awarded_on > today:
        return Barrier("in_future", _("The day of the award lies in the future."))
    if newest is None:
        return None
    if awarded_on <= newest.awarded_on:
        return Barrier(
            "out_of_order",
            _("An award of %s is on record; awards are recorded in their order.")
            % date_format(newest.awarded_on, "j F Y"),
        )
    if newest.withdrawn_on is not None and awarded_on < newest.withdrawn_on:
        return Barrier("not_withdrawn_yet", _("The label is withdrawn only after that day."))
    if newest.withdrawn_on is None and period_of(awards, awarded_on).turn is Turn.TOO_EARLY:
        opens_on = renewal_times(newest).opens_on or newest.valid_through
        return Barrier(
            "too_early",
            _("It is valid through %(end)s and may be renewed from %(opens)s on.")
            % {
                "end": date_format(newest.valid_through, "j F Y"),
                "opens": date_format(opens_on, "j F Y"),
            },
            "R44",
        )
    return None


def _previous_end(awards: Sequence[Award], awarded_on: date) -> date | None:
    """What was withdrawn is not renewed: a first award follows."""
    newest = _newest(awards)
    if newest is None or newest.is_withdrawn(awarded_on):
        return None
    return newest.valid_through


def _newest(awards: Sequence[Award]) -> Award | None:
    return max(awards, key=lambda award: award.awarded_on, default=None)
