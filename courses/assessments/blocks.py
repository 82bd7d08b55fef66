"""The form fields in which an author writes the content of each question type, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import BlockField

Content = dict[str, Any]
MOST = 40


class OptionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), rows=1)
    right = blocks.BooleanBlock(label=_("This option is right"), required=False)
    feedback = blocks.TextBlock(label=_("Feedback when chosen"), required=False, rows=1)

    class Meta:
        icon = "list-ul"
        label_format = "{text}"


class PairBlock(blocks.StructBlock):
    left = blocks.TextBlock(label=_("Left side"), rows=1)
    right = blocks.TextBlock(label=_("Its match"), rows=1)

    class Meta:
        icon = "link"
        label_format = "{left}"


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What is looked for"))
    points = blocks.IntegerBlock(label=_("Points"), min_value=1, max_value=100)

    class Meta:
        icon = "check"
        label_format = "{text} ({points})"


def list_field(
    child: blocks.Block, *, at_least: int, label: Any, help_text: Any = ""
) -> BlockField:
    """A list that a new question opens with as many empty entries as it needs at least."""
    block = blocks.ListBlock(child, min_num=at_least, max_num=MOST)
    empty = block.normalize([child.get_default() for _number in range(at_least)])
    return BlockField(block=block, label=label, help_text=help_text, initial=empty)


def option_fields() -> dict[str, forms.Field]:
    child = OptionBlock(label=_("Option"))
    return {"options": list_field(child, at_least=2, label=_("Options"))}


def true_or_false_fields() -> dict[str, forms.Field]:
    choices = [("True", _("True")), ("False", _("False"))]
    return {
        "answer": forms.ChoiceField(
            label=_("The statement is"), choices=choices, widget=forms.RadioSelect
        )
    }


def matching_fields() -> dict[str, forms.Field]:
    help_text = _("The right sides are shuffled for each learner.")
    child = PairBlock(label=_("Pair"))
    return {"pairs": list_field(child, at_least=2, label=_("Pairs"), help_text=help_text)}


def ordering_fields() -> dict[str, forms.Field]:
    help_text = _("They are shuffled for each learner.")
    child = blocks.TextBlock(label=_("Item"), rows=1)
    label = _("Items in their right order")
    return {"items": list_field(child, at_least=2, label=label, help_text=help_text)}


def numeric_fields() -> dict[str, forms.Field]:
    return {
        "answer": forms.DecimalField(label=_("Right number")),
        "tolerance": forms.DecimalField(
            label=_("Tolerance"),
            min_value=0,
            initial=0,
            help_text=_("How far a right answer may be off, ends included."),
        ),
        "unit": forms.CharField(
            label=_("Unit"),
            required=False,
            help_text=_("Shown beside the field. Learners may type it or leave it out."),
        ),
    }


def gap_fields() -> dict[str, forms.Field]:
    help_text = _(
        "One entry for each ____ of the question, in order. Case, accents and extra spaces do not"
        " matter."
    )
    child = blocks.TextBlock(label=_("Accepted texts, one a line"), rows=2)
    return {"answers": list_field(child, at_least=1, label=_("Gaps"), help_text=help_text)}


def open_answer_fields() -> dict[str, forms.Field]:
    child = CriterionBlock(label=_("Criterion"))
    return {
        "model": forms.CharField(
            label=_("A good answer"),
            required=False,
            widget=AdminAutoHeightTextInput,
            help_text=_("For those who mark, and for learners after the result."),
        ),
        "rubric": list_field(
            child,
            at_least=1,
            label=_("Rubric"),
            help_text=_("Learners see the criteria while they write."),
        ),
    }


def plain(value: Any) -> Any:
    """Block values as the plain lists and texts that a version stores."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, blocks.list_block.ListValue)):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value


@dataclass(frozen=True)
class Editor:
    """How the content of one type is edited."""

    fields: Callable[[], dict[str, forms.Field]]

    def load(self, content: Content) -> dict[str, Any]:
        """The stored content as initial values of the fields."""
        fields = self.fields()
        return {
            key: as_blocks(fields[key].block, value)  # type: ignore[attr-defined]
            if is_list(fields[key])
            else value
            for key, value in content.items()
        }

    def dump(self, cleaned: dict[str, Any]) -> Content:
        return {key: plain(cleaned[key]) for key in self.fields()}


class GapEditor(Editor):
    """Authors write the accepted texts of a gap in lines."""

    def load(self, content: Content) -> dict[str, Any]:
        return super().load({"answers": ["\n".join(texts) for texts in content["answers"]]})

    def dump(self, cleaned: dict[str, Any]) -> Content:
        lines = [[line.strip() for line in text.splitlines()] for text in cleaned["answers"]]
        return {"answers": [[line for line in texts if line] for texts in lines]}


def is_list(field: forms.Field) -> bool:
    return isinstance(field, BlockField)


def as_blocks(block: blocks.Block, value: list[Any]) -> Any:
    return block.normalize(block.to_python(value))


EDITORS: dict[str, Editor] = {
    "single choice": Editor(option_fields),
    "multiple response": Editor(option_fields),
    "true or false": Editor(true_or_false_fields),
    "matching": Editor(matching_fields),
    "ordering": Editor(ordering_fields),
    "numeric": Editor(numeric_fields),
    "fill the gap": GapEditor(gap_fields),
    "open answer": Editor(open_answer_fields),
}
