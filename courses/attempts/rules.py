"""Decides who may start an attempt, until when answers count, and when a result is certain."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# An answer that left the browser before the deadline may be this late on the wire.
GRACE = timedelta(seconds=10)
SMALLEST_POINT = Decimal("0.0001")


@dataclass(frozen=True)
class Score:
    """Points earned so far and still open, exact; `maximum` is all that could be earned."""

    earned: Fraction
    waiting: Fraction
    maximum: Fraction

    @property
    def percent(self) -> Fraction:
        return self.earned * 100 / self.maximum if self.maximum else Fraction(0)


def verdict(score: Score, pass_percent: Decimal) -> bool | None:
    """Passed, not passed, or None while answers that wait for a mark could still change it.

    The exact share is compared with the pass mark; nothing is rounded first (as in R6).
    """
    needed = score.maximum * Fraction(pass_percent) / 100
    if score.earned >= needed:
        return True
    if score.earned + score.waiting < needed:
        return False
    return None


def shown(points: Fraction) -> Decimal:
    """Points as they are stored and shown: four decimals."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(SMALLEST_POINT, rounding=ROUND_HALF_UP)


def shown_percent(score: Score) -> Decimal:
    """The percentage with one decimal, cut off: what is below the pass mark never looks like it."""
    tenths = Decimal(score.percent * 10 // 1)
    return tenths / 10


def is_too_late(deadline_at: datetime | None, at: datetime) -> bool:
    return deadline_at is not None and at > deadline_at + GRACE


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Past the deadline, when an attempt is handed in by the clock."""
    return deadline_at is not None and now > deadline_at


def seconds_left(deadline_at: datetime | None, now: datetime) -> int | None:
    if deadline_at is None:
        return None
    return max(0, int((deadline_at - now).total_seconds()))


def next_attempt_at(last_submitted_at: datetime | None, wait_days: int) -> datetime | None:
    """When a resit may begin (R52)."""
    if last_submitted_at is None:
        return None
    return last_submitted_at + timedelta(days=wait_days)


def draw(pool: Sequence[int], seen: set[int], count: int, seed: str) -> list[int]:
    """`count` questions in random order, those not asked before first (R52)."""
    rng = random.Random(seed)  # noqa: S311 - which questions are drawn need not resist an attacker
    fresh = [pk for pk in pool if pk not in seen]
    known = [pk for pk in pool if pk in seen]
    rng.shuffle(fresh)
    rng.shuffle(known)
    drawn = (fresh + known)[:count]
    rng.shuffle(drawn)
    return drawn
