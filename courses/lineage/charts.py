"""Places the picture of a line: trainers above by generation, the person, bars of those below.

It is narrow enough for a phone and for paper; the tables below it hold every name and number.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from lms.people.models import Person

WIDTH = 340
NODE, NODE_HEIGHT, GAP = 106, 34, 11
OWN = 200  # the person's own node is wider than those of the trainers
ROW = 78  # from one generation to the next
SHOWN = 3  # nodes side by side
LETTERS, OWN_LETTERS = 15, 26  # of a name in a node
LABEL, BAR, BAR_ROW = 15, 10, 40


@dataclass(frozen=True)
class Node:
    """Somebody in the picture; without a person, how many more there are."""

    x: float
    y: int
    text: str
    name: str
    person: Person | None
    is_open: bool = False
    is_self: bool = False

    @property
    def width(self) -> int:
        return OWN if self.is_self else NODE

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def text_y(self) -> int:
        return self.y + 22

    @property
    def bottom(self) -> int:
        return self.y + NODE_HEIGHT


@dataclass(frozen=True)
class Way:
    """From a trainer down to whom they trained."""

    x1: float
    y1: int
    x2: float
    y2: int


@dataclass(frozen=True)
class Bar:
    label: str
    value: str
    y: int
    width: float

    @property
    def text_y(self) -> int:
        return self.y + LABEL

    @property
    def bar_y(self) -> int:
        return self.y + LABEL + 7


@dataclass(frozen=True)
class Picture:
    nodes: list[Node]
    ways: list[Way]
    bars: list[Bar]
    height: int
    width: int = WIDTH
    node_height: int = NODE_HEIGHT
    bar_height: int = BAR


def picture(
    *,
    person: Person,
    above: Mapping[int, Sequence[Person]],
    trained_by: Collection[tuple[int, int]],
    below: Sequence[tuple[str, int, str]],
    open_to_reader: Collection[int],
    name_of,
    more,
) -> Picture:
    """From trainers by distance, pairs (trainer, trained), and a bar (label, length, value) each.

    `name_of` says how somebody is called, `more` how many others there are.
    """
    nodes: dict[int, Node] = {}
    rows: list[Node] = []
    distances = sorted(above, reverse=True)
    for index, distance in enumerate(distances):
        everybody = above[distance]
        fits = len(everybody) <= SHOWN
        shown = everybody if fits else everybody[: SHOWN - 1]
        texts: list[tuple[Person | None, str]] = [(each, name_of(each)) for each in shown]
        if not fits:
            texts.append((None, more(len(everybody) - len(shown))))
        for place, (each, name) in enumerate(texts):
            corner = (_left(place, len(texts)), index * ROW + 2)
            is_open = each is not None and each.pk in open_to_reader
            node = Node(*corner, _short(name), name, each, is_open)
            rows.append(node)
            if each is not None:
                nodes[each.pk] = node
    own = Node(
        (WIDTH - OWN) / 2,
        len(distances) * ROW,
        Truncator(name_of(person)).chars(OWN_LETTERS),
        name_of(person),
        person,
        is_self=True,
    )
    nodes[person.pk] = own
    bars = _bars(below, own.bottom + 14)
    return Picture(
        nodes=[*rows, own],
        ways=[
            _way(nodes[trainer], nodes[trained])
            for trainer, trained in sorted(set(trained_by))
            if trainer in nodes and trained in nodes and nodes[trainer].y < nodes[trained].y
        ],
        bars=bars,
        height=own.bottom + (14 + len(bars) * BAR_ROW if bars else 4),
    )


def bars_alone(rows: Sequence[tuple[str, int, str]]) -> Picture:
    """A bar (label, length, value) each, without people."""
    return Picture(nodes=[], ways=[], bars=_bars(rows, 0), height=max(len(rows), 1) * BAR_ROW)


def _bars(rows: Sequence[tuple[str, int, str]], top: int) -> list[Bar]:
    """In proportion to the longest; what is not nothing can be seen."""
    largest = max((length for _label, length, _value in rows), default=0) or 1
    return [
        Bar(
            label,
            value,
            top + place * BAR_ROW,
            max(round(length * WIDTH / largest, 1), length and 2),
        )
        for place, (label, length, value) in enumerate(rows)
    ]


def _left(place: int, of: int) -> float:
    """Where the node begins that many from the left; all of a generation stand in the middle."""
    return round((WIDTH - of * NODE - (of - 1) * GAP) / 2 + place * (NODE + GAP), 1)


def _way(trainer: Node, trained: Node) -> Way:
    return Way(trainer.middle, trainer.bottom, trained.middle, trained.y)


def _short(name: str) -> str:
    return Truncator(name).chars(LETTERS)
