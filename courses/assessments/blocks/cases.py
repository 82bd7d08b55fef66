"""What authors write for a case: its parts, each with the fields of its own type."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockField

from courses.assessments.blocks.editor import Content, Editor, Fields, block_of, plain
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types.cases import MOST_PARTS


class CaseEditor(Editor):
    def __init__(self, editors: Mapping[str, Editor]) -> None:
        super().__init__(self.case_fields)
        self.editors = editors

    def case_fields(self) -> Fields:
        block = blocks.StreamBlock(
            [(slug(name), part_block(name, editor)) for name, editor in self.editors.items()],
            min_num=1,
            max_num=MOST_PARTS,
        )
        return {"parts": BlockField(block=block, label=_("Parts"), initial=block.get_default())}

    def raw(self, content: Content) -> Content:
        parts = [
            {
                "type": slug(part["type"]),
                "value": {
                    "stem": part["stem"],
                    "points": part["points"],
                    **self.editors[part["type"]].raw(part["content"]),
                },
            }
            for part in content["parts"]
        ]
        return {"parts": parts}

    def dump(self, cleaned: Mapping[str, Any]) -> Content:
        return {
            "parts": [
                self.part(number, child.block_type.replace("_", " "), plain(child.value))
                for number, child in enumerate(cleaned["parts"], start=1)
            ]
        }

    def part(self, number: int, type_name: str, value: Content) -> Content:
        said = {key: value.pop(key) for key in ("stem", "points")}
        try:
            content = self.editors[type_name].dump(value)
        except ValueError as error:
            raise ValueError(
                _now("Part %(number)s: %(error)s") % {"number": number, "error": error}
            ) from error
        return {"type": type_name, **said, "content": content}


def slug(type_name: str) -> str:
    return type_name.replace(" ", "_")


def part_block(type_name: str, editor: Editor) -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("stem", blocks.TextBlock(label=_("Question"), rows=1)),
            (
                "points",
                blocks.IntegerBlock(label=_("Points"), min_value=1, max_value=100, default=1),
            ),
            *((name, block_of(field)) for name, field in editor.fields().items()),
        ],
        label=QuestionVersion.Type(type_name).label,
        icon="help",
        label_format="{stem}",
    )
