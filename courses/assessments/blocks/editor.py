"""How the content of a question type becomes form fields and is read from them again."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from wagtail import blocks
from wagtail.blocks import BlockField

Content = dict[str, Any]
Fields = dict[str, forms.Field]
MOST = 40


def list_field(
    child: blocks.Block, *, at_least: int, label: Any, help_text: Any = ""
) -> BlockField:
    """A list that a new question opens with as many empty entries as it needs at least."""
    block = blocks.ListBlock(child, min_num=at_least, max_num=MOST)
    empty = block.normalize([child.get_default() for _number in range(at_least)])
    return BlockField(block=block, label=label, help_text=help_text, initial=empty)


def plain(value: Any) -> Any:
    """Block values as the plain lists and texts that a version stores."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, blocks.list_block.ListValue)):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value


class Editor:
    """How the content of one type is edited.

    `raw` and `content` translate between what is stored and what the fields hold; most types hold
    the same, others are easier to write in another form.
    """

    def __init__(self, fields: Callable[[], Fields]) -> None:
        self.fields = fields

    def raw(self, content: Content) -> Content:
        return content

    def content(self, raw: Content) -> Content:
        """ValueError with a sentence where what was written makes no content."""
        return raw

    def load(self, content: Content) -> dict[str, Any]:
        """The stored content as initial values of the fields."""
        fields = self.fields()
        return {
            key: as_blocks(fields[key].block, value)  # type: ignore[attr-defined]
            if isinstance(fields[key], BlockField)
            else value
            for key, value in self.raw(content).items()
        }

    def dump(self, cleaned: Mapping[str, Any]) -> Content:
        return self.content({key: plain(cleaned[key]) for key in self.fields()})


def as_blocks(block: blocks.Block, value: list[Any]) -> Any:
    return block.normalize(block.to_python(value))


class FieldOf(blocks.FieldBlock):
    """A form field as a block, so that a part of a case has the same fields as a question."""

    def __init__(self, field: forms.Field, **kwargs: Any) -> None:
        self.field = field
        super().__init__(**kwargs)


def block_of(field: forms.Field) -> blocks.Block:
    if isinstance(field, BlockField):
        block: blocks.Block = field.block
        block.meta.label = block.label = field.label
        block.meta.help_text = field.help_text
        return block
    return FieldOf(field, label=field.label, help_text=field.help_text, default=field.initial)
