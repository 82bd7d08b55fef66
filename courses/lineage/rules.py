"""Decides what a trainer's record says and still lacks (R18, R35, R36, R38, R40)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

FEWEST_FOR_A_RATE = 10


def pass_rate(completers: int, participants: int) -> Fraction | None:
    """The share who completed; None under ten participants, where it would say nothing."""
    return Fraction(completers, participants) if participants >= FEWEST_FOR_A_RATE else None


def generations(trained_by: Mapping[int, Iterable[int]], roots: Iterable[int]) -> dict[int, int]:
    """By person, the length of the shortest path from a root of the scheme (R40).

    `trained_by` gives the trainers of each person. Who no root leads to is left out.
    """
    below: dict[int, list[int]] = {}
    for person, trainers in trained_by.items():
        for trainer in trainers:
            below.setdefault(trainer, []).append(person)
    found = dict.fromkeys(roots, 0)
    reached = list(found)
    while reached:
        following = []
        for trainer in reached:
            for person in below.get(trainer, ()):
                if person not in found:
                    found[person] = found[trainer] + 1
                    following.append(person)
        reached = following
    return found


def is_root(first_taught: date | None, first_completed: date | None) -> bool:
    """Whether a line begins with this person: they taught before anybody had trained them here (R40).

    The right they taught by cannot come from a completed training of ours when there was none by
    that day: founding faculty, or accredited elsewhere. A refresher later on changes nothing.
    """
    if first_taught is None:
        return False
    return first_completed is None or first_completed > first_taught


def share(minutes: int, minutes_of_all: int) -> Fraction:
    """A trainer's part of a training by the minutes taught; the parts of all add up to one (R35)."""
    return Fraction(minutes, minutes_of_all) if minutes_of_all else Fraction(0)


@dataclass(frozen=True)
class Sums:
    """What several trainings amount to; each counts once, however many taught it (R35)."""

    trainings: int = 0
    participants: int = 0
    completers: int = 0

    @property
    def rate(self) -> Fraction | None:
        return pass_rate(self.completers, self.participants)


def percent(part: Fraction | None) -> str:
    """In whole per cent, cut off so that nothing looks like more than it is; empty without a rate."""
    return f"{part * 100 // 1} %" if part is not None else ""


def tenths(part: Fraction) -> str:
    """With one decimal, for reading; what is added up is the fraction itself."""
    return f"{float(part):.1f}"
