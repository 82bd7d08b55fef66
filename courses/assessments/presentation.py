"""A question as its learner sees it: what the type presents, with the response filled in."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.assessments.question_types.kind import GAP, Fields


@dataclass(frozen=True)
class ShownQuestion:
    """A question in its place on the page; nothing of the key is in here."""

    position: int
    template: str
    stem: str
    points: Any
    presented: dict[str, Any]
    is_answered: bool
    chosen: list[str]
    step_id: int = 0

    @property
    def name(self) -> str:
        return f"q{self.position}"

    @property
    def text(self) -> str:
        """What a question with one text field holds."""
        return self.chosen[0] if self.chosen else ""

    @property
    def stem_parts(self) -> list[tuple[str, str | None]]:
        """The stem around its gaps: each piece of text with what stands in the gap after it."""
        return list(zip_longest(self.stem.split(GAP), self.presented["gaps"]))


def show_question(
    version: QuestionVersion,
    *,
    position: int,
    points: Any,
    seed: str,
    response: Any = None,
    step_id: int = 0,
    typed: Fields | None = None,
) -> ShownQuestion:
    """The version shuffled by the seed, with the response in its fields.

    `typed` are fields that could not be read as a response; they are shown as they came.
    """
    kind = type_of(version.type)
    presented = kind.present(version.content, seed)
    shown = kind.show_response(version.content, seed, response)
    fields = fields_of(shown) if typed is None else typed
    return ShownQuestion(
        position=position,
        template=f"courses/attempts/questions/{version.type.replace(' ', '_')}.html",
        stem=version.stem,
        points=points,
        presented=_filled(presented, fields, is_answered=response is not None),
        is_answered=response is not None,
        chosen=list(fields.get("", ())),
        step_id=step_id,
    )


def fields_of(shown: dict[str, Any]) -> dict[str, list[str]]:
    """A response as the form fields that would send it again, by the end of their names."""
    if "matches" in shown:
        return {left: [right] for left, right in shown["matches"].items()}
    if "order" in shown:
        return {name: [str(place)] for place, name in enumerate(shown["order"], start=1)}
    if "texts" in shown:
        return {str(index): [text] for index, text in enumerate(shown["texts"])}
    return {"": shown.get("chosen", [shown.get("text", "")])}


def _filled(presented: dict[str, Any], fields: Fields, *, is_answered: bool) -> dict[str, Any]:
    """Parts that have a field of their own, each beside what it holds."""

    def value(name: str) -> str:
        return (fields.get(name) or [""])[0]

    if "items" in presented:
        items = [{**item, "place": value(item["name"])} for item in presented["items"]]
        if is_answered:
            items.sort(key=lambda item: int(item["place"]) if item["place"].isdecimal() else 0)
        return {"items": items, "places": [str(place + 1) for place in range(len(items))]}
    if "lefts" in presented:
        lefts = [{**left, "chosen": value(left["name"])} for left in presented["lefts"]]
        return {**presented, "lefts": lefts}
    if "gaps" in presented:
        texts = [value(str(index)) for index in range(presented["gaps"])]
        return {"gaps": texts}
    return presented
