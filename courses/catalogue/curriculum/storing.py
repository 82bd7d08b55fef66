"""Puts lesson data into the form that StreamFields store, and says in short what it holds."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import StreamValue

from courses.catalogue.curriculum.reading import FigureData, LessonData
from courses.catalogue.models import LessonPage

Row = dict[str, Any]


def digest_of(said: Any) -> str:
    text = json.dumps(said, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of_lesson(lesson: LessonData, figures: Mapping[str, FigureData]) -> dict[str, Any]:
    """Everything that a lesson page is made of, with the figures that it shows."""
    shown = figures_in([*lesson.blocks, *lesson.teaching_note])
    return asdict(lesson) | {"figures": {file: asdict(figures[file]) for file in sorted(shown)}}


def figures_in(blocks: list[Row]) -> set[str]:
    shown: set[str] = set()
    for block in blocks:
        if block["type"] == "image":
            shown.add(block["value"]["figure"])
        elif block["type"] == "case":
            for part in block["value"]["parts"]:
                shown |= figures_in(part["body"])
    return shown


def lesson_values(lesson: LessonData, images: Mapping[str, Row]) -> dict[str, Any]:
    """The values of a lesson page's fields; `images` holds the image values by figure."""
    return {
        "title": lesson.title,
        "kind": lesson.kind,
        "minutes": lesson.minutes,
        "outcomes": lesson.outcomes,
        "body": stream("body", lesson.blocks, images),
        "teaching_note": stream("teaching_note", lesson.teaching_note, images),
    }


def stream(field: str, blocks: list[Row], images: Mapping[str, Row]) -> StreamValue:
    block = LessonPage._meta.get_field(field).stream_block
    return block.to_python(_Stream(images).rows(blocks))


class _Stream:
    """One StreamField; ids follow from content, so the same text keeps the same ids."""

    def __init__(self, images: Mapping[str, Row]) -> None:
        self.images = images
        self.seen: Counter[str] = Counter()

    def rows(self, blocks: list[Row]) -> list[Row]:
        return [self.row(block["type"], self.value(block)) for block in blocks]

    def value(self, block: Row) -> Any:
        value = block["value"]
        if block["type"] == "image":
            return self.images[value["figure"]] | {"caption": value["caption"]}
        if block["type"] == "case":
            return {"parts": [self.row("item", self.part(part)) for part in value["parts"]]}
        return value

    def part(self, part: Row) -> Row:
        return {
            "title": part["title"],
            "body": self.rows(part["body"]),
            "questions": [self.row("item", question) for question in part["questions"]],
        }

    def row(self, kind: str, value: Any) -> Row:
        digest = digest_of([kind, value])
        self.seen[digest] += 1
        name = digest_of([digest, self.seen[digest]])
        return {"type": kind, "value": value, "id": str(uuid.UUID(name[:32]))}
