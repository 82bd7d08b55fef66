"""Decides who may mark an answer, which part of the marking is open, and what an appeal may do.

R48: nobody marks, moderates, releases or decides an appeal with a tie to the candidate; what ties
people is decided in `lms.people.rules`. It is blocked, not warned of.
R50: an appeal is decided by somebody who has not marked the answer. R52: it never lowers a mark.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from courses.attempts.rules import GivenMark, needs_moderation

APPEAL_DAYS = 28  # R50: from the day on which the result and the mark are known
SETTLING = frozenset({"rule", "moderation", "appeal", "regrade"})
PARTS = ("first", "second")
MODERATOR = "moderator"
BEFORE = _("holds or has marked another part of this answer")


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
