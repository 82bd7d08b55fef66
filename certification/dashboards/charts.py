"""Places the columns of a chart over time that a template draws as SVG, beside its table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, TOP, BOTTOM = 40, 16, 32
LINES = 4


@dataclass(frozen=True)
class Column:
    label: str  # what the axis says below it; empty: nothing
    name: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Line:
    value: int
    y: float


@dataclass(frozen=True)
class ColumnChart:
    """Columns from left to right, with lines at round numbers."""

    code: str
    title: str
    description: str
    columns: list[Column]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM

    @property
    def is_empty(self) -> bool:
        return not any(column.value for column in self.columns)


def column_chart(
    code: str, title: str, description: str, rows: Sequence[tuple[str, str, int]]
) -> ColumnChart:
    """A column for each (name, label of the axis, value); heights in proportion to a round number."""
    top = round_up(max((value for _name, _label, value in rows), default=0))
    room = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT) / max(len(rows), 1)
    columns = []
    for place, (name, label, value) in enumerate(rows):
        height = round(room * value / top, 1)
        x = round(LEFT + place * step + step * 0.15, 1)
        y = round(TOP + room - height, 1)
        columns.append(Column(label, name, value, x, y, round(step * 0.7, 1), height))
    lines = [
        Line(top * part // LINES, round(TOP + room - room * part / LINES, 1))
        for part in range(LINES + 1)
    ]
    return ColumnChart(code, title, description, columns, lines)


def round_up(value: int) -> int:
    """The next number that divides into four whole parts and reads well: 4, 8, 20, 40, 80, 200 …"""
    size = 1
    while True:
        for part in (4, 8, 20):
            if value <= part * size:
                return part * size
        size *= 10
