"""Decides who may start an attempt, until when answers count, and when a result is certain."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Protocol

from courses.assessments.designs import Band

# An answer that left the browser before the deadline may be this late on the wire.
GRACE = timedelta(seconds=10)
ENDS_SOON = timedelta(minutes=5)
SMALLEST_POINT = Decimal("0.0001")
FINAL_KINDS = frozenset({"moderation", "appeal", "regrade"})  # stand over what came before


@dataclass(frozen=True)
class Score:
    """Points earned so far and still open, exact; `maximum` is all that could be earned."""

    earned: Fraction
    waiting: Fraction
    maximum: Fraction

    @property
    def percent(self) -> Fraction:
        return self.earned * 100 / self.maximum if self.maximum else Fraction(0)


@dataclass(frozen=True)
class Part:
    """The score of the whole test, a section or an outcome, with its pass mark if it has one."""

    number: int
    title: str
    score: Score
    pass_percent: Decimal | None

    @property
    def verdict(self) -> bool | None:
        if self.pass_percent is None or not self.score.maximum:
            return True
        return verdict(self.score, self.pass_percent)


@dataclass(frozen=True)
class Breakdown:
    """An attempt's score in its parts."""

    whole: Part
    sections: list[Part]
    outcomes: list[Part]

    @property
    def verdict(self) -> bool | None:
        """Passed only where the whole and every part is."""
        parts = [self.whole, *self.sections, *self.outcomes]
        return joint_verdict(part.verdict for part in parts)


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


def minutes_allowed(limit: int | None, extra_time_percent: int) -> Fraction | None:
    """The time limit with a person's extra time, exact; None without a limit."""
    return None if limit is None else Fraction(limit) * (100 + extra_time_percent) / 100


def deadline(
    started_at: datetime, minutes: Fraction | None, closes_at: datetime | None
) -> datetime | None:
    """When the clock hands an attempt in: after its minutes, or when the assessment closes."""
    ends = [] if closes_at is None else [closes_at]
    if minutes is not None:
        ends.append(started_at + timedelta(seconds=float(minutes * 60)))
    return min(ends, default=None)


class GivenMark(Protocol):
    """What the rule reads of a mark."""

    @property
    def kind(self) -> str: ...

    @property
    def marked_by_id(self) -> int | None: ...

    @property
    def share(self) -> Fraction: ...


def standing_share(
    marks: Sequence[GivenMark], markers_needed: int, margin_percent: Decimal
) -> Fraction | None:
    """The share of the points that stands for an answer; None while a mark is missing.

    `marks` in the order in which they were given. A moderator, an appeal or a regrade stands over
    all that came before; else the rule's own mark; else the markers: one's newest mark, or with two
    markers the mean of their newest marks, once both have marked and differ by no more than the margin.
    """
    final = [mark for mark in marks if mark.kind in FINAL_KINDS]
    if final:
        return final[-1].share
    ruled = [mark for mark in marks if mark.kind == "rule"]
    if ruled:
        return ruled[-1].share
    shares = marker_shares(marks)
    if len(shares) < markers_needed or differ_too_much(shares, markers_needed, margin_percent):
        return None
    counted = shares[:markers_needed] if markers_needed > 1 else shares[-1:]
    return sum(counted, Fraction(0)) / len(counted)


def needs_moderation(
    marks: Sequence[GivenMark], markers_needed: int, margin_percent: Decimal
) -> bool:
    """Whether two markers differ by more than the margin and nobody has settled it."""
    if any(mark.kind in FINAL_KINDS or mark.kind == "rule" for mark in marks):
        return False
    return differ_too_much(marker_shares(marks), markers_needed, margin_percent)


def marker_shares(marks: Sequence[GivenMark]) -> list[Fraction]:
    """The newest share of each marker, in the order in which they first marked."""
    newest = {mark.marked_by_id: mark.share for mark in marks if mark.kind == "marker"}
    return list(newest.values())


def differ_too_much(
    shares: Sequence[Fraction], markers_needed: int, margin_percent: Decimal
) -> bool:
    if markers_needed < 2 or len(shares) < 2:
        return False
    return abs(shares[0] - shares[1]) * 100 > Fraction(margin_percent)


def score(rows: Iterable[tuple[Fraction, Fraction | None]]) -> Score:
    """From (points, share or None) of each question. Penalties never take the whole below 0."""
    earned = waiting = maximum = Fraction(0)
    for points, share in rows:
        maximum += points
        if share is None:
            waiting += points
        else:
            earned += share * points
    return Score(earned=max(earned, Fraction(0)), waiting=waiting, maximum=maximum)


def joint_verdict(verdicts: Iterable[bool | None]) -> bool | None:
    """Passed only where every part is; None while one that is open could still decide it."""
    known = list(verdicts)
    if False in known:
        return False
    return None if None in known else True


def counted(results: Sequence[Any], counting: str) -> Any | None:
    """The result that counts of those of one test, in the order of the attempts."""
    if not results:
        return None
    if counting == "first":
        return results[0]
    if counting == "last":
        return results[-1]
    return max(
        results, key=lambda each: (each.is_passed, Fraction(each.points) / Fraction(each.maximum))
    )


def break_left(seconds: int, began: datetime, ended: datetime) -> int:
    """What a break leaves of the allowance, in seconds."""
    return max(0, seconds - int((ended - began).total_seconds()))


def may_accommodate(roles: Collection[str]) -> bool:
    """Accommodations are seen and given by administrators alone (R61)."""
    return "administrator" in roles


def is_unsure(response: Any, certainty: int | None) -> bool:
    """An answer that the learner is not very certain of; who says nothing counts as that."""
    return response is not None and (certainty or 1) == 1


@dataclass(frozen=True)
class Sight:
    """What a reader of an attempt sees after it was handed in."""

    names: bool
    file_names: bool  # candidates write their own names into them
    marks: bool
    feedback: bool
    key: bool
    reason: bool  # why a result was withdrawn
    accommodation: bool  # what only an accommodation explains (R61)


def sight_of_candidate(
    *, marks: str, feedback: str, key: str, has_result: bool, is_closed: bool, is_at_end: bool
) -> Sight:
    """What the design shows once there is a result: at once, at the end, after closing, never.

    “At the end” is after a pass or the last attempt.
    """

    def is_shown(when: str) -> bool:
        return has_result and (
            when == "at once"
            or (when == "at the end" and is_at_end)
            or (when == "after closing" and is_closed)
        )

    return Sight(
        names=False,
        file_names=True,
        marks=is_shown(marks),
        feedback=is_shown(feedback),
        key=is_shown(key),
        reason=True,
        accommodation=True,
    )


def band_text(bands: Iterable[Band], outcome: int | None, score: Score) -> str:
    """The feedback written for this percentage, of the whole (None) or an outcome; perhaps none."""
    reached = [
        band
        for band in bands
        if band.outcome == outcome and score.percent >= Fraction(band.from_percent)
    ]
    if not score.maximum or not reached:
        return ""
    return max(reached, key=lambda band: band.from_percent).text
