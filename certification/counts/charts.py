"""Places the bars of a chart that a template draws as SVG, beside the table of its numbers."""

from dataclasses import dataclass

WIDTH = 320
ROW = 36  # a line of text and the bar below it
TEXT = 13  # the base line of the text within its row
BAR_TOP = 19
BAR_HEIGHT = 10


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    url: str
    y: int
    width: float

    @property
    def text_y(self) -> int:
        return self.y + TEXT

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars with their label above, so that they read alike on a phone and on paper."""

    code: str
    title: str
    description: str
    bars: list[Bar]
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT

    @property
    def height(self) -> int:
        return max(len(self.bars), 1) * ROW


def bar_chart(
    code: str, title: str, description: str, rows: list[tuple[str, int, str]]
) -> BarChart:
    """A bar for each (label, value, url); lengths in proportion to the largest."""
    largest = max((value for _label, value, _url in rows), default=0) or 1
    bars = [
        Bar(label, value, url, index * ROW, round(value * WIDTH / largest, 1))
        for index, (label, value, url) in enumerate(rows)
    ]
    return BarChart(code, title, description, bars)
