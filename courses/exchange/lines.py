"""What a file of questions says, line by line: the terms that every format is read into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


class FileRefused(Exception):
    """The file as a whole cannot be read; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Picture:
    """A picture that a question shows, as the file held it."""

    name: str
    data: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True)
class ReadQuestion:
    """A question in the terms of the bank; `content` is that of its type, before it is cleaned."""

    type: str
    stem: str
    content: Mapping[str, Any]
    code: str = ""
    feedback: str = ""
    outcome: int | None = None
    points: Decimal = Decimal(1)
    penalty: Decimal = Decimal(0)
    category: str = ""
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Line:
    """What becomes of one question of a file, in or out.

    `place` finds it in the file (“question 3”, “line 12”, “items/q4.xml”). With a question it is
    taken, with `losses` taken with loss; without one it is not taken, and `reason` says why.
    """

    place: str
    title: str
    question: ReadQuestion | None = None
    losses: tuple[str, ...] = ()
    reason: str = ""
