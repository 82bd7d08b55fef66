"""Places bars for charts that templates draw as SVG."""

from dataclasses import dataclass

ROW = 30  # height of a bar with its gap
LABEL = 150  # width for the names on the left
BAR = 380  # width of the longest bar
NUMBER = 60  # width for the numbers on the right


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    url: str
    y: int
    width: int

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def value_x(self) -> int:
        return LABEL + self.width + 8


@dataclass(frozen=True)
class BarChart:
    title: str
    bars: list[Bar]

    @property
    def width(self) -> int:
        return LABEL + BAR + NUMBER

    @property
    def height(self) -> int:
        return max(len(self.bars) * ROW, ROW)

    @property
    def label_x(self) -> int:
        return LABEL - 10

    @property
    def bar_x(self) -> int:
        return LABEL


def bar_chart(title: str, rows: list[tuple[str, int, str]]) -> BarChart:
    """A horizontal bar for each (label, value, url); lengths in proportion to the largest."""
    largest = max((value for _label, value, _url in rows), default=0) or 1
    bars = [
        Bar(label, value, url, index * ROW, round(value * BAR / largest))
        for index, (label, value, url) in enumerate(rows)
    ]
    return BarChart(title, bars)
