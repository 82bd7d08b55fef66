"""Decides what ties one person to another so that they may not judge them (R48).

A tie is being the candidate, having trained or tutored them or been trained or tutored by them,
having examined or observed them, a relative or another declared tie, or the same organisation; each
blocks for some months after its end, 24 unless a scheme says otherwise.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

TIES_LAST_MONTHS = 24  # R48
SELF, COLLEAGUE = "self", "colleague"
TIE_WORDS = {
    SELF: _("is the candidate"),
    COLLEAGUE: _("belongs to the same organisation, or did lately"),
    "trained": _("trained them, or was trained by them"),
    "tutored": _("was their tutor, or had them as a tutor"),
    "examined": _("marked, moderated or assessed their work"),
    "observed": _("observed their teaching"),
    "relative": _("is a relative or a close friend"),
    "other": _("has declared another tie"),
}
Pair = tuple[int, int]  # who judges, candidate


@dataclass(frozen=True)
class Declared:
    """A tie that is declared or on record; it binds both ways from the day on which it was declared."""

    person: int
    other: int
    kind: str
    declared_on: date
    held_through: date | None
    ended_on: date | None


@dataclass(frozen=True)
class Employment:
    """A person belongs to an organisation; an enrolment for one counts without end."""

    person: int
    organisation: int
    starts_on: date | None
    ends_on: date | None


def ties_since(on: date, months: int = TIES_LAST_MONTHS) -> date:
    """The first day of the months that end on a day."""
    return on - relativedelta(months=months)


def binds(declared: Declared, on: date, months: int = TIES_LAST_MONTHS) -> bool:
    is_declared = declared.declared_on <= on
    is_ended = declared.ended_on is not None and declared.ended_on <= on
    is_recent = declared.held_through is None or declared.held_through >= ties_since(on, months)
    return is_declared and is_recent and not is_ended


def reaches(employment: Employment, on: date, months: int = TIES_LAST_MONTHS) -> bool:
    begins = employment.starts_on is None or employment.starts_on <= on
    ends = employment.ends_on
    return begins and (ends is None or ends >= ties_since(on, months))


def ties_on(
    judges: Collection[int],
    declared: Iterable[Declared],
    of_judges: Iterable[Employment],
    of_candidates: Iterable[Employment],
    on: date,
    *,
    months: int = TIES_LAST_MONTHS,
) -> dict[Pair, frozenset[str]]:
    """By who judges and candidate, the ties that keep one from judging the other on that day (R48)."""
    found: dict[Pair, set[str]] = {(judge, judge): {SELF} for judge in judges}

    def add(judge: int, candidate: int, kind: str) -> None:
        if judge in judges and judge != candidate:
            found.setdefault((judge, candidate), set()).add(kind)

    for row in declared:
        if binds(row, on, months):
            add(row.person, row.other, row.kind)
            add(row.other, row.person, row.kind)
    colleagues: dict[int, set[int]] = {}
    for work in of_judges:
        if reaches(work, on, months):
            colleagues.setdefault(work.organisation, set()).add(work.person)
    for work in of_candidates:
        if reaches(work, on, months):
            for judge in colleagues.get(work.organisation, ()):
                add(judge, work.person, COLLEAGUE)
    return {pair: frozenset(kinds) for pair, kinds in found.items()}
