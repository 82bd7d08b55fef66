"""Decides who may take which part in a decision, and until when it may be appealed against.

R48: the conditions are true at the decision, and nobody with a tie to the candidate takes part; if
too few officers are left, it goes to the administrators, and then to somebody from outside.
R50: a refusal has reasons and starts the appeal period.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_REASONS = 5_000


class Level(TextChoices):
    """Who decides, as far as it had to be escalated."""

    OFFICERS = "officers", _("certification officers")
    ADMINISTRATORS = "administrators", _("administrators too")
    OUTSIDE = "outside", _("somebody from outside is needed")


@dataclass(frozen=True)
class Panel:
    """Who may take part in a decision, and what keeps the others from it.

    `officers` and `administrators` give, by the key of each person, what stands against them; who
    is both is an officer. `needed` people decide together.
    """

    needed: int
    officers: dict[int, tuple[str, ...]]
    administrators: dict[int, tuple[str, ...]]

    @property
    def free_officers(self) -> frozenset[int]:
        return frozenset(pk for pk, against in self.officers.items() if not against)

    @property
    def free(self) -> frozenset[int]:
        """Everybody who may decide, at the level to which it had to go."""
        if len(self.free_officers) >= self.needed:
            return self.free_officers
        others = {pk for pk, against in self.administrators.items() if not against}
        return self.free_officers | others

    @property
    def level(self) -> Level:
        if len(self.free_officers) >= self.needed:
            return Level.OFFICERS
        return Level.ADMINISTRATORS if len(self.free) >= self.needed else Level.OUTSIDE

    def against(self, person: int) -> tuple[str, ...]:
        """What keeps a person from this decision; empty where they may take part."""
        if person in self.free:
            return ()
        if person in self.officers:
            return self.officers[person]
        if person in self.administrators:
            return self.administrators[person] or (str(_("officers without a tie are left")),)
        return (str(_("is not a certification officer")),)

    @property
    def tied(self) -> dict[int, tuple[str, ...]]:
        """Whom a tie keeps from it, as far as it had to go."""
        asked = self.officers | ({} if self.level is Level.OFFICERS else self.administrators)
        return {pk: against for pk, against in asked.items() if against}


def against_confirming(panel: Panel, person: int, proposed_by: int) -> tuple[str, ...]:
    """What keeps somebody from being the second of two."""
    if person == proposed_by:
        return (str(_("has proposed it; a second person confirms")),)
    return panel.against(person)


def appeal_through(decided_on: date, appeal_days: int) -> date:
    """The last day on which an appeal may be made, included (R50)."""
    return decided_on + timedelta(days=appeal_days)


def next_turn(granted: Collection[int]) -> int:
    """The number of the next grant or renewal after those that were granted."""
    return max(granted, default=0) + 1
