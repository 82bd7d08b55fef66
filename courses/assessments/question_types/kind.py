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
GAP = "____"
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

    def is_closed(self, content: Content) -> bool:
        """Whether a rule marks every part of it; else a person does."""
        return True

    @abstractmethod
    def clean_content(self, content: Content) -> Content:
        """The content in its stored form; ValueError with a sentence when it is wrong."""

    def check_stem(self, stem: str, content: Content) -> None:
        """ValueError when the stem does not fit the content."""
        return

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
    def mark(
        self, content: Content, response: Any, *, seed: str = "", penalty: Fraction = Fraction(0)
    ) -> Marked:
        """The share earned by a response; a blank one earns nothing."""

    def wording(self, stem: str, content: Content, seed: str) -> str:
        """The stem as this learner reads it."""
        return stem

    def rubric(self, content: Content) -> list[Content]:
        """What a person marks by: criteria with their points and perhaps levels."""
        return []

    def share_of(
        self,
        content: Content,
        response: Any,
        criterion_points: list[int],
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Fraction:
        """The share earned by a person's points per criterion; ValueError when they do not fit."""
        raise ValueError("This question is marked by rule.")

    def warning(self, content: Content, response: Any) -> str:
        """What the learner should know before handing in; it stops nothing."""
        return ""

    @abstractmethod
    def describe(self, content: Content, response: Any) -> list[str]:
        """The response in words, a line for each part."""

    @abstractmethod
    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        """The key in words, a line for each part; only shown after the result."""


def share_of_parts(right: int, wrong: int, parts: int, penalty: Fraction) -> Fraction:
    """(right − penalty × wrong) ÷ parts: blank parts cost nothing.

    With one part and a penalty of 1/(k−1) for k options this is the correction for guessing of
    classical test theory (“formula scoring”); with a penalty of 0 it is IMS QTI's mapped response.
    """
    return (right - penalty * wrong) / Fraction(parts)


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


def read_places(
    fields: Fields, seed: str, sides: tuple[str, str], counts: tuple[int, int], refusal: str
) -> list[int | None]:
    """What each part of the first side was given of the second; ValueError for what is not there."""
    names = hidden_names(seed, sides[1], counts[1])
    places: list[int | None] = []
    for index in range(counts[0]):
        name = only(fields, hidden_name(seed, sides[0], index))
        if name and name not in names:
            raise ValueError(refusal)
        places.append(names[name] if name else None)
    return places


def show_places(
    seed: str, sides: tuple[str, str], places: Sequence[int | None] | None
) -> dict[str, Any]:
    """The same in the names that a browser sees."""
    return {
        "matches": {
            hidden_name(seed, sides[0], index): hidden_name(seed, sides[1], place)
            for index, place in enumerate(places or ())
            if place is not None
        }
    }


def check_gaps(stem: str, gaps: int) -> None:
    if stem.count(GAP) != gaps:
        raise ValueError(
            f"The question has {stem.count(GAP)} gaps (____) but accepted texts for {gaps}."
        )


def index_in(value: Any, count: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        raise ValueError(f"{what} points to nothing.")
    return value


def only(fields: Fields, key: str = "") -> str:
    values = fields.get(key) or [""]
    if len(values) > 1:
        raise ValueError("Only one answer is possible here.")
    if not isinstance(values[0], str) or not STORABLE.fullmatch(values[0]):
        raise ValueError("The answer holds characters that cannot be stored.")
    return values[0]
