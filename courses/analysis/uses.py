"""Decides how the options of a question were used, and which wrong answers were the commonest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.analysis import measures
from courses.analysis.measures import FEWEST
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.assessments.question_types.written import plain

MOST_WRONG = 8
FEWEST_ALIKE = 2  # what one person alone wrote is nobody else's business
Type = QuestionVersion.Type


@dataclass(frozen=True)
class Option:
    """Something that could be chosen; in a matrix one column of one statement."""

    key: Any
    text: str
    is_right: bool


@dataclass(frozen=True)
class OptionUse:
    """How many chose an option, and which share of the strongest and the weakest third."""

    option: Option
    chosen: int
    share: Fraction
    upper: Fraction
    lower: Fraction

    @property
    def upper_percent(self) -> int:
        return round(self.upper * 100)

    @property
    def lower_percent(self) -> int:
        return round(self.lower * 100)

    @property
    def warning(self) -> str:
        """What an author should look at; empty where there is nothing."""
        if self.option.is_right:
            if self.upper < self.lower:
                return _("the weaker choose this right answer more often: check the key")
            return ""
        if not self.chosen:
            return _("never chosen: it distracts nobody")
        if self.upper > self.lower:
            return _("the stronger choose it more often: see whether it is right as well")
        return ""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer, and how many gave it."""

    text: str
    count: int


def options_of(version: QuestionVersion) -> list[Option]:
    """What could be chosen; empty for types without options."""
    content = version.content
    match version.type:
        case Type.SINGLE_CHOICE | Type.MULTIPLE_RESPONSE:
            rows = content["options"]
        case Type.HOT_SPOT:
            rows = content["areas"]
        case Type.TRUE_OR_FALSE:
            return [
                Option("True", _("True"), content["answer"] == "True"),
                Option("False", _("False"), content["answer"] == "False"),
            ]
        case Type.STATEMENT_MATRIX:
            return [
                Option((row, column), f"{statement['text']} → {name}", statement["right"] == column)
                for row, statement in enumerate(content["rows"])
                for column, name in enumerate(content["columns"])
            ]
        case _:
            return []
    return [Option(index, row["text"], row["right"]) for index, row in enumerate(rows)]


def chosen(version: QuestionVersion, response: Any) -> frozenset:
    """The keys of the options that a response chose."""
    if response is None:
        return frozenset()
    if version.type == Type.STATEMENT_MATRIX:
        return frozenset((row, col) for row, col in enumerate(response) if col is not None)
    return frozenset(response if isinstance(response, list) else [response])


def option_uses(
    version: QuestionVersion, responses: Sequence[Any], rests: Sequence[Fraction]
) -> list[OptionUse]:
    """Of each option, in the author's order; empty below ten answers.

    The upper and the lower third by the share earned in all other questions, so that a wrong key
    does not put its own victims into the lower third; equal shares at an edge share its places
    (`measures`). Comparing options between the ends is Crocker & Algina (1986), chapter 14.
    """
    n = len(responses)
    if n < FEWEST:
        return []
    size = measures.group_size(n, measures.THIRD)
    upper = measures.tail_weights(rests, size, upper=True)
    lower = measures.tail_weights(rests, size, upper=False)
    picks = [chosen(version, response) for response in responses]
    uses = []
    for option in options_of(version):
        took = [Fraction(option.key in pick) for pick in picks]
        count = sum(option.key in pick for pick in picks)
        uses.append(
            OptionUse(
                option,
                count,
                Fraction(count, n),
                measures.weighed_mean(took, upper),
                measures.weighed_mean(took, lower),
            )
        )
    return uses


def wrong_answers(version: QuestionVersion, responses: Iterable[Any]) -> list[Wrong]:
    """The commonest wrong answers of types without options, each given by at least two people."""
    found = Counter(text for each in responses for text in wrong_parts(version, each))
    return [
        Wrong(text, count)
        for text, count in sorted(found.items(), key=lambda row: (-row[1], row[0]))
        if count >= FEWEST_ALIKE
    ][:MOST_WRONG]


def wrong_parts(version: QuestionVersion, response: Any) -> list[str]:
    """The parts of a response that earn nothing, in words; nothing that was left open."""
    if response is None:
        return []
    kind, content = type_of(version.type), version.content
    match version.type:
        case Type.NUMERIC:
            is_right = kind.mark(content, response).share == 1
            return [] if is_right else [response.strip()]
        case Type.FILL_THE_GAP:
            gaps = zip(response, content["answers"], strict=False)
            return [
                _("Gap %(number)s: %(text)s") % {"number": number, "text": plain(text)}
                for number, (text, accepted) in enumerate(gaps, start=1)
                if text and plain(text) not in map(plain, accepted)
            ]
        case Type.DRAG_INTO_GAPS:
            places = zip(response, content["answers"], strict=False)
            return [
                _("Gap %(number)s: %(text)s") % {"number": number, "text": content["texts"][place]}
                for number, (place, answer) in enumerate(places, start=1)
                if place is not None and place != answer
            ]
        case Type.MATCHING | Type.ORDERING:
            said = zip(kind.describe(content, response), kind.right_answer(content), strict=False)
            return [line for line, right in said if line != right and not line.endswith("—")]
        case _:
            return []
