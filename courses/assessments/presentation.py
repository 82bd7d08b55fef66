"""A question as its learner sees it: what the type presents, with the response filled in."""

from dataclasses import dataclass, field
from typing import Any

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.assessments.question_types.written import GAP


@dataclass(frozen=True)
class ShownQuestion:
    """A question in its place on the page; nothing of the key is in here."""

    position: int
    template: str
    stem: str
    points: Any
    presented: dict[str, Any]
    response: dict[str, Any]
    is_answered: bool
    step_id: int = 0
    stem_parts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"q{self.position}"


def show_question(
    version: QuestionVersion,
    *,
    position: int,
    points: Any,
    seed: str,
    response: Any = None,
    step_id: int = 0,
) -> ShownQuestion:
    """The version shuffled by the seed, with the response in its fields."""
    kind = type_of(version.type)
    presented = kind.present(version.content, seed)
    shown = kind.show_response(version.content, seed, response)
    return ShownQuestion(
        position=position,
        template=f"courses/attempts/questions/{version.type.replace(' ', '_')}.html",
        stem=version.stem,
        points=points,
        presented=_filled(presented, shown),
        response=shown,
        is_answered=response is not None,
        step_id=step_id,
        stem_parts=version.stem.split(GAP) if "gaps" in presented else [],
    )


def _filled(presented: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Ordering and matching need each part beside what was chosen for it."""
    if "items" in presented:
        places = {name: place for place, name in enumerate(shown["order"], start=1)}
        items = [{**item, "place": places.get(item["name"])} for item in presented["items"]]
        if places:
            items.sort(key=lambda item: item["place"])
        return {"items": items, "places": list(range(1, len(items) + 1))}
    if "lefts" in presented:
        lefts = [
            {**left, "chosen": shown["matches"].get(left["name"], "")}
            for left in presented["lefts"]
        ]
        return {**presented, "lefts": lefts}
    return presented
