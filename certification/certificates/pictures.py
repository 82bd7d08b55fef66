"""Places the bars and lines of the simulator's pictures; the tables beside them say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from certification.certificates.simulation import MONTHS, YEARS, Habit, Month, Span
from certification.schemes.dating import add_months

WIDTH, BARS_HEIGHT, LINE_HEIGHT, LABELS = 720, 160, 50, 18
ABOVE = 44  # room for the years and the first label above the first line


@dataclass(frozen=True)
class Bar:
    """One month: two bars, one on the other; heights in the picture's units."""

    month: Month
    x: float
    width: float
    y: float
    height: float
    again_y: float
    again_height: float


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    years: list[tuple[float, int]]
    width: int = WIDTH
    height: int = BARS_HEIGHT + LABELS
    base: int = BARS_HEIGHT


def bars(months: Sequence[Month]) -> Bars:
    highest = max((month.as_they_say + month.again for month in months), default=0) or 1
    step = WIDTH / len(months)
    placed = []
    for number, month in enumerate(months):
        height = BARS_HEIGHT * month.as_they_say / highest
        again = BARS_HEIGHT * month.again / highest
        placed.append(
            Bar(
                month=month,
                x=round(number * step, 1),
                width=round(step * 0.8, 1),
                y=round(BARS_HEIGHT - height, 1),
                height=round(height, 1),
                again_y=round(BARS_HEIGHT - height - again, 1),
                again_height=round(again, 1),
            )
        )
    starts = [(bar.x, bar.month.first.year) for bar in placed if bar.month.first.month == 1]
    return Bars(placed, starts)


def years(months: Sequence[Month]) -> list[tuple[int, list[Month], int, int]]:
    """By year: its months, and the sums of what ends and of what would end again."""
    found = []
    for year, group in groupby(months, key=lambda month: month.first.year):
        rows = list(group)
        say, again = sum(m.as_they_say for m in rows), sum(m.again for m in rows)
        found.append((year, rows, say, again))
    return found


@dataclass(frozen=True)
class Piece:
    """A piece of a line: a period, or the days on which it was expired until it was renewed."""

    kind: str  # first, renewal, lapse
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    habit: Habit
    y: int
    pieces: list[Piece]

    @property
    def label_y(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Lines:
    lines: list[Line]
    years: list[tuple[float, int]]
    height: int
    width: int = WIDTH


def lines(granted_on: date, examples: Sequence[tuple[Habit, list[Span]]]) -> Lines:
    """One line for each habit, over five years from the grant."""
    until = add_months(granted_on, MONTHS)
    days = (until - granted_on).days

    def at(day: date | None) -> float:
        passed = days if day is None else min(max((day - granted_on).days, 0), days)
        return round(WIDTH * passed / days, 1)

    placed = []
    for number, (habit, spans) in enumerate(examples):
        pieces = []
        for before, span in zip([None, *spans], spans, strict=False):
            kind = "renewal" if span.turn.is_renewal else "first"
            start, end = at(span.starts_on), at(span.valid_through)
            pieces.append(Piece(kind, start, round(max(end - start, 0), 1)))
            if before is not None and span.gap_before and before.valid_through is not None:
                start = at(before.valid_through)
                pieces.append(Piece("lapse", start, round(at(span.decided_on) - start, 1)))
        placed.append(Line(habit, number * LINE_HEIGHT + ABOVE, pieces))
    starts = [
        (at(date(granted_on.year + number, 1, 1)), granted_on.year + number)
        for number in range(1, YEARS + 1)
    ]
    return Lines(placed, starts, len(examples) * LINE_HEIGHT + LABELS)
