"""A question as its learner sees it: what the type presents, with the response filled in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.assessments.question_types.cases import fields_of_part
from courses.assessments.question_types.kind import GAP, Fields

PICTURE = "max-1400x1400"
Presented = dict[str, Any]


@dataclass(frozen=True)
class ShownFile:
    """A file that was handed in with an answer."""

    uid: str
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class ShownPicture:
    url: str
    width: int
    height: int
    alt: str

    @property
    def lettering(self) -> int:
        """How high the numbers of areas are, in points of the picture: readable on a phone too."""
        return max(8, self.width // 20)


@dataclass(frozen=True)
class ShownQuestion:
    """A question in its place on the page; nothing of the key is in here.

    The parts of a case are questions as well, with names such as `q3-0`.
    """

    position: int
    name: str
    template: str
    stem: str
    points: Any
    presented: Presented
    is_answered: bool
    chosen: list[str]
    step_id: int = 0
    picture: ShownPicture | None = None
    files: tuple[ShownFile, ...] = ()
    files_url: str = ""
    upload_key: uuid.UUID = field(default_factory=uuid.uuid4)
    warning: str = ""
    asks_certainty: bool = False
    certainty: int | None = None

    @property
    def text(self) -> str:
        """What a question with one text field holds."""
        return self.chosen[0] if self.chosen else ""

    @property
    def stem_parts(self) -> list[tuple[str, Any]]:
        """The stem around its gaps: each piece of text with what stands in the gap after it."""
        return list(zip_longest(self.stem.split(GAP), self.presented["gaps"]))


def with_pictures(lookup: str) -> Prefetch:
    """Prefetches the pictures of many questions as they are shown, in a fixed number of queries."""
    return Prefetch(lookup, queryset=get_image_model().objects.prefetch_renditions(PICTURE))


def show_question(
    version: QuestionVersion,
    *,
    position: int,
    points: Any,
    seed: str,
    response: Any = None,
    step_id: int = 0,
    typed: Fields | None = None,
    files: Mapping[str, ShownFile] | None = None,
    files_url: str = "",
    asks_certainty: bool = False,
    certainty: int | None = None,
) -> ShownQuestion:
    """The version shuffled by the seed, with the response in its fields.

    `typed` are fields that could not be read as a response; they are shown as they came. `files`
    are those that were handed in, by their uid.
    """
    kind, content = type_of(version.type), version.content
    shown = kind.show_response(content, seed, response)
    fields = fields_of(shown) if typed is None else typed
    presented = kind.present(content, seed)
    picture = _picture(version, presented)
    question = _question(
        version.type, presented, fields, position=position, name=f"q{position}", points=points
    )
    known = files or {}
    return replace(
        question,
        stem=kind.wording(version.stem, content, seed),
        presented=_on_picture(question.presented, picture),
        is_answered=response is not None,
        step_id=step_id,
        picture=picture,
        files=tuple(known[uid] for uid in question.chosen if uid in known),
        files_url=files_url,
        warning=kind.warning(content, response),
        asks_certainty=asks_certainty,
        certainty=certainty,
    )


def _question(
    type_name: str, presented: Presented, fields: Fields, *, position: int, name: str, points: Any
) -> ShownQuestion:
    return ShownQuestion(
        position=position,
        name=name,
        template=f"courses/attempts/questions/{type_name.replace(' ', '_')}.html",
        stem=presented.get("stem", ""),
        points=points,
        presented=_filled(presented, fields, position=position, name=name),
        is_answered=any(any(values) for values in fields.values()),
        chosen=list(fields.get("", ())),
    )


def fields_of(shown: Presented) -> dict[str, list[str]]:
    """A response as the form fields that would send it again, by the end of their names."""
    if "parts" in shown:
        return {
            f"{index}-{end}" if end else str(index): values
            for index, part in enumerate(shown["parts"])
            for end, values in fields_of(part).items()
        }
    if "matches" in shown:
        return {left: [right] for left, right in shown["matches"].items()}
    if "order" in shown:
        return {name: [str(place)] for place, name in enumerate(shown["order"], start=1)}
    if "texts" in shown:
        return {str(index): [text] for index, text in enumerate(shown["texts"])}
    return {"": shown.get("chosen", [shown.get("text", "")])}


def _filled(presented: Presented, fields: Fields, *, position: int, name: str) -> Presented:
    """Parts that have a field of their own, each beside what it holds."""

    def value(end: str) -> str:
        return (fields.get(end) or [""])[0]

    def chosen(rows: list[Presented]) -> list[Presented]:
        return [{**row, "chosen": value(row["name"])} for row in rows]

    if "parts" in presented:
        return {"parts": _parts(presented["parts"], fields, position=position, name=name)}
    if "items" in presented:
        items = [{**item, "place": value(item["name"])} for item in presented["items"]]
        if all(item["place"].isdecimal() for item in items):
            items.sort(key=lambda item: int(item["place"]))
        return {"items": items, "places": [str(place + 1) for place in range(len(items))]}
    if "lefts" in presented:
        return {**presented, "lefts": chosen(presented["lefts"])}
    if "rows" in presented:
        return {**presented, "rows": chosen(presented["rows"])}
    if "slots" in presented:
        return {**presented, "gaps": chosen(presented["slots"])}
    if "gaps" in presented:
        return {"gaps": [value(str(index)) for index in range(presented["gaps"])]}
    return presented


def _parts(
    parts: list[Presented], fields: Fields, *, position: int, name: str
) -> list[ShownQuestion]:
    return [
        _question(
            part["type"],
            {**part["presented"], "stem": part["stem"]},
            fields_of_part(fields, index),
            position=position,
            name=f"{name}-{index}",
            points=part["points"],
        )
        for index, part in enumerate(parts)
    ]


def _picture(version: QuestionVersion, presented: Presented) -> ShownPicture | None:
    if version.picture is None:
        return None
    shown = get_rendition_or_not_found(version.picture, PICTURE)
    alt = presented.get("alt") or version.picture.default_alt_text
    return ShownPicture(shown.url, shown.width, shown.height, alt)


def _on_picture(presented: Presented, picture: ShownPicture | None) -> Presented:
    """The areas of a hot spot in the points of its picture, as SVG wants them."""
    if "areas" not in presented or picture is None:
        return presented
    return {**presented, "areas": [_drawn(area, picture) for area in presented["areas"]]}


def _drawn(area: Presented, picture: ShownPicture) -> Presented:
    """Coordinates come in per cent of width and height; a radius in per cent of the width."""
    sides = (picture.width, picture.height)
    coords = [value * sides[place % 2] / 100 for place, value in enumerate(area["coords"])]
    if area["shape"] == "circle":
        drawn = dict(zip(("cx", "cy", "r"), coords, strict=True))
        middle = coords[:2]
    elif area["shape"] == "rectangle":
        drawn = dict(zip(("x", "y", "width", "height"), coords, strict=True))
        middle = [coords[0] + coords[2] / 2, coords[1] + coords[3] / 2]
    else:
        corners = list(zip(coords[::2], coords[1::2], strict=True))
        drawn = {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}
        middle = [sum(side) / len(corners) for side in zip(*corners, strict=True)]
    return {
        **area,
        "drawn": {
            key: value if isinstance(value, str) else f"{value:.1f}" for key, value in drawn.items()
        },
        "label": {"x": f"{middle[0]:.1f}", "y": f"{middle[1]:.1f}"},
    }
