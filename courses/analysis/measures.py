"""The statistics of classical test theory over loaded values; each formula names its source.

Shares of points are exact fractions; what takes a root is a float. A share is the part of a
question's points that an answer earned (0 to 1, below 0 by a penalty). See docs/item-analysis.md.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 10  # below this a figure would say more about chance than about the question
SURE_FROM = 30  # below this a figure is shown with a caveat
TAIL = Fraction(27, 100)
THIRD = Fraction(1, 3)

Shares = Sequence[Fraction]


@dataclass(frozen=True)
class Figure:
    """A figure with the number of answers it rests on; without a value it says why."""

    value: Fraction | float | None
    n: int
    why_not: str = ""

    @property
    def is_rough(self) -> bool:
        """Shown with a caveat: from 10 answers on, below 30."""
        return self.value is not None and self.n < SURE_FROM

    @property
    def shown(self) -> str:
        """With two decimals; a minus sign only where something is left after rounding."""
        if self.value is None:
            return ""
        return f"{round(float(self.value), 2) + 0.0:.2f}".replace("-", "−")


def facility(shares: Shares) -> Fraction:
    """The mean share of the points: the difficulty index p of a question.

    Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, chapter 14.
    """
    return sum(shares, Fraction(0)) / len(shares)


def deviation(values: Sequence[Fraction]) -> float:
    """The sample standard deviation, n − 1 below the line."""
    return math.sqrt(statistics.variance(map(float, values)))


def correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> float | None:
    """Pearson's r; None where either does not vary at all.

    Of a question that is right or wrong with a score it is the point-biserial correlation.
    """
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    xs, ys = [float(value) for value in first], [float(value) for value in second]
    return max(-1.0, min(1.0, statistics.correlation(xs, ys)))


def tail_weights(totals: Sequence[Fraction], size: Fraction, *, upper: bool) -> list[Fraction]:
    """How much each person belongs to the group of `size` persons at one end of the scores.

    Persons with equal scores at the edge share the remaining places alike, so that the order of
    the rows does not matter.
    """
    left = size
    weights = dict.fromkeys(totals, Fraction(0))
    counts: dict[Fraction, int] = {}
    for total in totals:
        counts[total] = counts.get(total, 0) + 1
    for total in sorted(counts, reverse=upper):
        weights[total] = min(Fraction(1), left / counts[total])
        left -= weights[total] * counts[total]
        if left <= 0:
            break
    return [weights[total] for total in totals]


def weighed_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The mean of the values where each counts by its weight."""
    pairs = zip(values, weights, strict=True)
    return sum((value * weight for value, weight in pairs if weight), Fraction(0)) / sum(weights)


def group_size(n: int, part: Fraction) -> Fraction:
    """The size of a group at one end: that part of all, in whole persons, at least one."""
    return Fraction(max(1, math.floor(part * n + Fraction(1, 2))))


def upper_lower_index(shares: Shares, totals: Sequence[Fraction]) -> Fraction | None:
    """D: the mean share in the upper 27 % by score less that in the lower 27 %.

    The groups are Kelley's (1939, Journal of Educational Psychology 30, 17–24), the index that of
    Ebel & Frisbie (1991), Essentials of Educational Measurement. None where all scores are equal.
    """
    if len(set(totals)) < 2:
        return None
    size = group_size(len(totals), TAIL)
    upper = weighed_mean(shares, tail_weights(totals, size, upper=True))
    lower = weighed_mean(shares, tail_weights(totals, size, upper=False))
    return upper - lower


def alpha(points: Sequence[Sequence[Fraction]]) -> float | None:
    """Cronbach's alpha: k ÷ (k − 1) × (1 − Σ variance of each question ÷ variance of the score).

    Cronbach (1951), Psychometrika 16, 297–334. `points` has a row for each person with the points
    of each question, the same questions for everybody. None with fewer than two questions, or where
    all scores are equal.
    """
    k = len(points[0]) if points else 0
    totals = [sum(row, Fraction(0)) for row in points]
    if k < 2 or len(set(totals)) < 2:
        return None
    questions = zip(*points, strict=True)
    parts = sum(statistics.pvariance(map(float, column)) for column in questions)
    whole = statistics.pvariance(map(float, totals))
    return k / (k - 1) * (1 - parts / whole)


def standard_error(totals: Sequence[Fraction], reliability: float) -> float:
    """The standard error of measurement in points: standard deviation × √(1 − reliability).

    Crocker & Algina (1986).
    """
    return deviation(totals) * math.sqrt(max(0.0, 1 - reliability))
