"""What every question type can do, and the small parts they share."""

import hashlib
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Content = dict[str, Any]
Fields = Mapping[str, Sequence[str]]
LONGEST_TEXT = 2_000
MOST_PARTS = 40
STORABLE = re.compile("[^\x00\ud800-\udfff]*")  # PostgreSQL keeps neither NUL nor half characters.


@dataclass(frozen=True)
class Marked:
    """A mark by rule: the share of the points earned (0 to 1, exact) and why."""

    share: Fraction
    explanation: dict[str, Any] = field(default_factory=dict)


class QuestionType(ABC):
    """One type of question.

    Content is what authors write, key included. A response is stored in terms of the content
    (indexes, texts), so it can be marked again; browsers only ever see opaque names.
    """

    name: str
    is_closed = True

    @abstractmethod
    def clean_content(self, content: Content) -> Content:
        """The content in its stored form; ValueError with a sentence when it is wrong."""

    @abstractmethod
    def present(self, content: Content, seed: str) -> Content:
        """What a learner may see: no key, no feedback, no right order."""

    @abstractmethod
    def read_response(self, content: Content, seed: str, fields: Fields) -> Any:
        """The response from submitted form fields; None when left blank; ValueError if bent."""

    @abstractmethod
    def show_response(self, content: Content, seed: str, response: Any) -> dict[str, Any]:
        """The stored response in the names of `present`, to fill the form again."""

    @abstractmethod
    def mark(self, content: Content, response: Any) -> Marked:
        """The share earned by a response; a blank one earns nothing."""

    @abstractmethod
    def describe(self, content: Content, response: Any) -> list[str]:
        """The response in words, a line for each part."""

    @abstractmethod
    def right_answer(self, content: Content) -> list[str]:
        """The key in words, a line for each part; only shown after the result."""


def text_in(content: Content, key: str, *, required: bool = True) -> str:
    """A text of the content, trimmed; ValueError when missing or too long."""
    value = content.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"“{key}” must be a text.")
    value = value.strip()
    if required and not value:
        raise ValueError(f"“{key}” is missing.")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"“{key}” is longer than {LONGEST_TEXT} characters.")
    return value


def list_in(content: Content, key: str, *, at_least: int) -> list[Any]:
    value = content.get(key)
    if not isinstance(value, list) or len(value) < at_least:
        raise ValueError(f"“{key}” must be a list of at least {at_least}.")
    if len(value) > MOST_PARTS:
        raise ValueError(f"“{key}” has more than {MOST_PARTS} entries.")
    return value


def refuse_unknown_keys(content: Content, known: set[str]) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}.")


def refuse_repeats(texts: Sequence[str], what: str) -> None:
    if len({text.casefold() for text in texts}) != len(texts):
        raise ValueError(f"Two {what} say the same.")


def hidden_name(seed: str, side: str, index: int) -> str:
    """An opaque name for a part, so that names do not give the key or the order away."""
    return hashlib.sha256(f"{seed}:{side}:{index}".encode()).hexdigest()[:10]


def hidden_names(seed: str, side: str, count: int) -> dict[str, int]:
    return {hidden_name(seed, side, index): index for index in range(count)}


def shuffled(seed: str, side: str, count: int) -> list[int]:
    """The same order again for the same seed."""
    order = list(range(count))
    random.Random(f"{seed}:{side}").shuffle(order)  # noqa: S311 - an order of options, no secret
    return order


def only(fields: Fields, key: str = "") -> str:
    values = fields.get(key) or [""]
    if len(values) > 1:
        raise ValueError("Only one answer is possible here.")
    if not isinstance(values[0], str) or not STORABLE.fullmatch(values[0]):
        raise ValueError("The answer holds characters that cannot be stored.")
    return values[0]
