"""Decides who may mark an answer, which part of the marking is open, and what an appeal may do.

R48: nobody marks, moderates, releases or decides an appeal with a tie to the candidate: the
candidate, somebody who trained or tutored them, a relative or another declared tie, or somebody of
the same organisation, each within 24 months. It is blocked, not warned of.
R50: an appeal is decided by somebody who has not marked the answer. R52: it never lowers a mark.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from courses.attempts.rules import GivenMark, needs_moderation

TIES_LAST_YEARS = 2  # R48: 24 months
APPEAL_DAYS = 28  # R50: from the day on which the result and the mark are known
SETTLING = frozenset({"rule", "moderation", "appeal", "regrade"})
PARTS = ("first", "second")
MODERATOR = "moderator"
SELF, COLLEAGUE = "self", "colleague"
TIE_WORDS = {
    SELF: _("is the candidate"),
    COLLEAGUE: _("belongs to the same organisation, or did within 24 months"),
    "trained": _("trained them, or was trained by them"),
    "tutored": _("was their tutor, or had them as a tutor"),
    "relative": _("is a relative or a close friend"),
    "other": _("has declared another tie"),
}
BEFORE = _("holds or has marked another part of this answer")
Pair = tuple[int, int]  # marker, candidate


@dataclass(frozen=True)
class Declared:
    """A declared tie; it binds both ways from the day on which it was declared."""

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


def ties_since(on: date) -> date:
    """The first day of the 24 months that end on a day."""
    try:
        return on.replace(year=on.year - TIES_LAST_YEARS)
    except ValueError:  # 29 February
        return on.replace(year=on.year - TIES_LAST_YEARS, day=28)


def binds(declared: Declared, on: date) -> bool:
    is_declared = declared.declared_on <= on
    is_ended = declared.ended_on is not None and declared.ended_on <= on
    is_recent = declared.held_through is None or declared.held_through >= ties_since(on)
    return is_declared and is_recent and not is_ended


def reaches(employment: Employment, on: date) -> bool:
    begins = employment.starts_on is None or employment.starts_on <= on
    return begins and (employment.ends_on is None or employment.ends_on >= ties_since(on))


def ties(
    markers: Collection[int],
    declared: Iterable[Declared],
    of_markers: Iterable[Employment],
    of_candidates: Iterable[Employment],
    on: date,
) -> dict[Pair, frozenset[str]]:
    """By marker and candidate, the ties that keep one from marking the other on that day (R48)."""
    found: dict[Pair, set[str]] = {(marker, marker): {SELF} for marker in markers}

    def add(marker: int, candidate: int, kind: str) -> None:
        if marker in markers and marker != candidate:
            found.setdefault((marker, candidate), set()).add(kind)

    for row in declared:
        if binds(row, on):
            add(row.person, row.other, row.kind)
            add(row.other, row.person, row.kind)
    colleagues: dict[int, set[int]] = {}
    for work in of_markers:
        if reaches(work, on):
            colleagues.setdefault(work.organisation, set()).add(work.person)
    for work in of_candidates:
        if reaches(work, on):
            for marker in colleagues.get(work.organisation, ()):
                add(marker, work.person, COLLEAGUE)
    return {pair: frozenset(kinds) for pair, kinds in found.items()}


def open_part(
    marks: Sequence[GivenMark], held: Mapping[str, int], markers_needed: int, margin: Decimal
) -> str | None:
    """The part that may be given out now; `held` says who holds which. None: nothing is open.

    First and second marker while marks are missing; a moderator when two differ by more than the
    margin. A moderation, an appeal, a regrade or a mark by rule settles the answer.
    """
    if any(mark.kind in SETTLING for mark in marks):
        return None
    if needs_moderation(marks, markers_needed, margin):
        return None if MODERATOR in held else MODERATOR
    marked = {mark.marked_by_id for mark in marks}
    holders = {held[part] for part in PARTS if part in held}
    if len(marked | holders) >= markers_needed:
        return None
    return next((part for part in PARTS[:markers_needed] if part not in held), None)


def people_before(marks: Iterable[GivenMark], held: Mapping[str, int]) -> set[int]:
    """Whoever holds a part of an answer or has marked it: each further part needs somebody else."""
    return {mark.marked_by_id for mark in marks if mark.marked_by_id} | set(held.values())


def appeal_through(known_at: datetime, zone: str) -> date:
    """The last day on which an appeal may be made, included (R43, R50)."""
    return known_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=APPEAL_DAYS)


def is_higher(share: Fraction, standing: Fraction | None) -> bool:
    """Whether a mark after an appeal is in the candidate's favour (R52)."""
    return standing is None or share > standing
