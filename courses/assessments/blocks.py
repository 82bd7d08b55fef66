"""The forms in which an author writes the content of each question type, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

Content = dict[str, Any]


class OptionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Option"), rows=1)
    right = blocks.BooleanBlock(label=_("This option is right"), required=False)
    feedback = blocks.TextBlock(label=_("Feedback when chosen"), required=False, rows=1)

    class Meta:
        icon = "list-ul"
        label_format = "{text}"


class ChoiceContentBlock(blocks.StructBlock):
    options = blocks.ListBlock(
        OptionBlock(label=_("Option")), label=_("Options"), min_num=2, max_num=40
    )


class TrueOrFalseContentBlock(blocks.StructBlock):
    answer = blocks.ChoiceBlock(
        choices=[("True", _("True")), ("False", _("False"))], label=_("The statement is")
    )


class PairBlock(blocks.StructBlock):
    left = blocks.TextBlock(label=_("Left side"), rows=1)
    right = blocks.TextBlock(label=_("Its match"), rows=1)

    class Meta:
        icon = "link"
        label_format = "{left}"


class MatchingContentBlock(blocks.StructBlock):
    pairs = blocks.ListBlock(
        PairBlock(label=_("Pair")),
        label=_("Pairs"),
        min_num=2,
        max_num=40,
        help_text=_("The right sides are shuffled for each learner."),
    )


class OrderingContentBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        blocks.TextBlock(label=_("Item"), rows=1),
        label=_("Items in their right order"),
        min_num=2,
        max_num=40,
        help_text=_("They are shuffled for each learner."),
    )


class NumericContentBlock(blocks.StructBlock):
    answer = blocks.DecimalBlock(label=_("Right number"))
    tolerance = blocks.DecimalBlock(
        label=_("Tolerance"),
        default=Decimal(0),
        min_value=0,
        help_text=_("How far a right answer may be off, ends included."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        help_text=_("Shown beside the field. Learners may type it or leave it out."),
    )


class FillTheGapContentBlock(blocks.StructBlock):
    answers = blocks.ListBlock(
        blocks.TextBlock(label=_("Accepted texts, one a line"), rows=2),
        label=_("Gaps"),
        min_num=1,
        max_num=40,
        help_text=_(
            "One entry for each ____ of the question, in order. Case, accents and extra spaces"
            " do not matter."
        ),
    )


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Criterion"))
    points = blocks.IntegerBlock(label=_("Points"), min_value=1, max_value=100)

    class Meta:
        icon = "check"
        label_format = "{text} ({points})"


class OpenAnswerContentBlock(blocks.StructBlock):
    model = blocks.TextBlock(
        label=_("A good answer"),
        required=False,
        help_text=_("For those who mark, and for learners after the result."),
    )
    rubric = blocks.ListBlock(
        CriterionBlock(label=_("Criterion")),
        label=_("Rubric"),
        min_num=1,
        max_num=40,
        help_text=_("Learners see the criteria while they write."),
    )


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

    block: blocks.StructBlock

    def load(self, content: Content) -> Any:
        return self.block.normalize(self.block.to_python(content))

    def dump(self, value: Any) -> Content:
        return plain(value)


class GapEditor(Editor):
    """Authors write the accepted texts of a gap in lines."""

    def load(self, content: Content) -> Any:
        return super().load({"answers": ["\n".join(texts) for texts in content["answers"]]})

    def dump(self, value: Any) -> Content:
        lines = [[line.strip() for line in text.splitlines()] for text in value["answers"]]
        return {"answers": [[line for line in texts if line] for texts in lines]}


EDITORS: dict[str, Editor] = {
    "single choice": Editor(ChoiceContentBlock()),
    "multiple response": Editor(ChoiceContentBlock()),
    "true or false": Editor(TrueOrFalseContentBlock()),
    "matching": Editor(MatchingContentBlock()),
    "ordering": Editor(OrderingContentBlock()),
    "numeric": Editor(NumericContentBlock()),
    "fill the gap": GapEditor(FillTheGapContentBlock()),
    "open answer": Editor(OpenAnswerContentBlock()),
}
