"""Decides what is likely still to come: values in, a range with its basis out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import quantiles

FEWEST_TRAININGS, FEWEST_PEOPLE = 3, 10
Z = 1.6449  # nine in ten


@dataclass(frozen=True)
class Yield:
    """Of those who took part in closed deliveries, how many completed; None: too few to say."""

    trainings: int
    took_part: int
    completed: int

    @property
    def is_enough(self) -> bool:
        return self.trainings >= FEWEST_TRAININGS and self.took_part >= FEWEST_PEOPLE

    def bounds(self) -> tuple[float, float]:
        """The share within which nine in ten such histories have the true one.

        Wilson's score interval: unlike the plain one it stays between 0 and 1 and says something
        where all or none completed.
        """
        n = self.took_part
        if not n:
            return 0.0, 1.0
        share = self.completed / n
        middle = share + Z * Z / (2 * n)
        reach = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        size = 1 + Z * Z / n
        return max(0.0, (middle - reach) / size), min(1.0, (middle + reach) / size)


@dataclass(frozen=True)
class Range:
    low: int
    high: int


def still_to_come(in_progress: int, seen: Yield) -> Range | None:
    """How many of those who are in running deliveries will complete, at the yield seen so far."""
    if not seen.is_enough:
        return None
    low, high = seen.bounds()
    return Range(floor(in_progress * low), ceil(in_progress * high))


def gap(number: int, achieved: int) -> int:
    return max(number - achieved, 0)


def expected_gap(number: int, achieved: int, coming: Range, ending: int) -> Range:
    """What will be missing at the end; those whose accreditation ends before it no longer serve."""
    return Range(
        gap(number, achieved - ending + coming.high), gap(number, achieved - ending + coming.low)
    )


def trainers_needed(missing: int, completers_by_trainer: Sequence[int]) -> Range | None:
    """Lead trainers for so many missing, if each brings as many as half of them did so far.

    The range is that of the middle half of the trainers; None where fewer than three have led.
    """
    if not missing:
        return Range(0, 0)
    brought = sorted(number for number in completers_by_trainer if number > 0)
    if len(brought) < FEWEST_TRAININGS:
        return None
    low, _middle, high = quantiles(brought, n=4, method="inclusive")
    return Range(ceil(missing / high), ceil(missing / low))
