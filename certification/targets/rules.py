"""Decides what is likely still to come: values in, a range with its basis out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp, lgamma
from statistics import quantiles

FEWEST_TRAININGS, FEWEST_PEOPLE = 3, 10
LOW, HIGH = 0.05, 0.95  # nine in ten


@dataclass(frozen=True)
class Yield:
    """Of those who took part in closed deliveries, how many completed; None: too few to say."""

    trainings: int
    took_part: int
    completed: int

    @property
    def is_enough(self) -> bool:
        return self.trainings >= FEWEST_TRAININGS and self.took_part >= FEWEST_PEOPLE


@dataclass(frozen=True)
class Range:
    low: int
    high: int


def still_to_come(in_progress: int, seen: Yield) -> Range | None:
    """How many of those who are in running deliveries will complete: right nine times in ten.

    A range for the share alone would be too narrow: of a few people chance moves the number even
    where the share is known. So it is that of the next people, given the history (beta-binomial
    with Jeffreys' prior), which also says something where all or none completed.
    """
    if not seen.is_enough:
        return None
    below = list(accumulate(_chances(in_progress, seen)))
    low = next(n for n, chance in enumerate(below) if chance >= LOW)
    high = next((n for n, chance in enumerate(below) if chance >= HIGH), in_progress)
    return Range(low, high)


def _chances(people: int, seen: Yield) -> list[float]:
    """How likely it is that 0, 1, 2 … of so many people complete."""
    done, not_done = seen.completed + 0.5, seen.took_part - seen.completed + 0.5
    whole = _log_beta(done, not_done)
    return [
        exp(
            lgamma(people + 1)
            - lgamma(n + 1)
            - lgamma(people - n + 1)
            + _log_beta(n + done, people - n + not_done)
            - whole
        )
        for n in range(people + 1)
    ]


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


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
    brought = sorted(completers_by_trainer)
    if len(brought) < FEWEST_TRAININGS:
        return None
    low, _middle, high = quantiles(brought, n=4, method="inclusive")
    if not low:
        return None
    return Range(ceil(missing / high), ceil(missing / low))
