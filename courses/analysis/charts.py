"""Places what the pictures of an item analysis show; the templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.analysis.items import Item
from courses.analysis.uses import OptionUse

LEFT, TOP, WIDTH, HEIGHT = 40, 28, 320, 200
BAR, ROW = 9, 48


@dataclass(frozen=True)
class Tick:
    place: float
    label: str


@dataclass(frozen=True)
class Dot:
    """A question at its facility and discrimination; a flagged one has another shape."""

    number: int
    x: float
    y: float
    is_flagged: bool
    text: str


@dataclass(frozen=True)
class Plane:
    """Facility from left to right, discrimination from bottom to top."""

    dots: list[Dot]
    across: list[Tick]
    up: list[Tick]
    zero: float
    left: int = LEFT
    top: int = TOP
    right: int = LEFT + WIDTH
    bottom: int = TOP + HEIGHT
    width: int = LEFT + WIDTH + 12
    height: int = TOP + HEIGHT + 44


def plane(items: Sequence[tuple[int, str, Item]]) -> Plane | None:
    """A dot for each (number, name, figures) that has both figures; None where there is none."""
    shown = [row for row in items if row[2].discrimination.value is not None]
    if not shown:
        return None
    lowest = min(0.0, *(float(row[2].discrimination.value or 0) for row in shown))
    bottom = -1.0 if lowest < -0.5 else -0.5 if lowest < 0 else 0.0

    def x(value: float) -> float:
        return round(LEFT + WIDTH * min(max(value, 0.0), 1.0), 1)

    def y(value: float) -> float:
        return round(TOP + HEIGHT * (1 - (value - bottom) / (1 - bottom)), 1)

    steps = [bottom + step / 4 for step in range(int((1 - bottom) * 4) + 1)]
    return Plane(
        dots=[
            Dot(
                number,
                x(float(each.facility.value or 0)),
                y(float(each.discrimination.value or 0)),
                bool(each.flags),
                f"{number} {name}: {each.facility.shown}, {each.discrimination.shown}",
            )
            for number, name, each in shown
        ],
        across=[Tick(x(step / 4), f"{step / 4:g}") for step in range(5)],
        up=[Tick(y(step), f"{step:g}".replace("-", "−")) for step in steps],
        zero=y(0.0),
    )


@dataclass(frozen=True)
class UseBar:
    """The two bars of one option: how the strongest and the weakest third used it."""

    use: OptionUse
    y: int
    upper: float
    lower: float

    @property
    def text_y(self) -> int:
        return self.y + 13

    @property
    def upper_y(self) -> int:
        return self.y + 19

    @property
    def lower_y(self) -> int:
        return self.upper_y + BAR + 2


@dataclass(frozen=True)
class UseChart:
    bars: list[UseBar]
    width: int = WIDTH
    bar_height: int = BAR
    axis: int = 28

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + self.axis

    @property
    def axis_y(self) -> int:
        return len(self.bars) * ROW + 14


def use_chart(uses: Sequence[OptionUse]) -> UseChart:
    """Bars over the full width for everybody of a third."""
    return UseChart(
        [
            UseBar(
                use,
                place * ROW,
                round(float(use.upper) * WIDTH, 1),
                round(float(use.lower) * WIDTH, 1),
            )
            for place, use in enumerate(uses)
        ]
    )
