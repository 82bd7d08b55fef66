"""The form fields in which an author writes the sections, outcomes and feedback of a test, and back."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockField

from courses.assessments import designs
from courses.assessments.blocks import plain
from courses.assessments.choosers import QuestionChooserBlock
from courses.assessments.models import Question

Stored = list[dict[str, Any]]
KINDS = [("closed", _("marked by rule")), ("open", _("for a marker"))]


def percent_block(**kwargs: Any) -> blocks.DecimalBlock:
    return blocks.DecimalBlock(min_value=0, max_value=100, **kwargs)


class DrawBlock(blocks.StructBlock):
    """Random questions; an empty limit lets everything through."""

    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=200, default=1)
    kind = blocks.ChoiceBlock(label=_("Only questions"), choices=KINDS, required=False)
    category = blocks.CharBlock(
        label=_("Only of the category"),
        required=False,
        max_length=200,
        help_text=_("With everything below it, for instance Finance or Finance/Budgets."),
    )
    tag = blocks.CharBlock(label=_("Only with the tag"), required=False, max_length=100)
    outcome = blocks.IntegerBlock(
        label=_("Only of the learning outcome"), required=False, min_value=1, max_value=99
    )
    difficulty = blocks.ChoiceBlock(
        label=_("Only of the difficulty"), choices=Question.Difficulty.choices, required=False
    )

    class Meta:
        icon = "resubmit"
        label = _("Questions at random")
        label_format = "{count} {kind} {category} {tag} {difficulty}"


class DrawsBlock(blocks.StreamBlock):
    question = QuestionChooserBlock(label=_("One fixed question"), icon="help")
    draw = DrawBlock()


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    intro = blocks.TextBlock(
        label=_("Introduction"),
        required=False,
        max_length=2000,
        rows=2,
        help_text=_("Shown above the questions of the section."),
    )
    pass_percent = percent_block(
        label=_("Pass mark of this section, in per cent"),
        required=False,
        help_text=_("Empty: only the pass mark of the whole test counts."),
    )
    draws = DrawsBlock(label=_("Questions"), min_num=1, max_num=designs.MOST_DRAWS)

    class Meta:
        icon = "list-ul"
        label_format = "{title}"


class OutcomeBlock(blocks.StructBlock):
    outcome = blocks.IntegerBlock(
        label=_("Number"),
        min_value=1,
        max_value=99,
        help_text=_("As questions name their learning outcome."),
    )
    title = blocks.CharBlock(label=_("Name"), required=False, max_length=200)
    pass_percent = percent_block(label=_("Pass mark of this outcome, in per cent"), required=False)

    class Meta:
        icon = "success"
        label_format = "{outcome} {title}"


class BandBlock(blocks.StructBlock):
    from_percent = percent_block(label=_("From per cent"))
    text = blocks.TextBlock(label=_("Feedback"), max_length=2000, rows=2)
    outcome = blocks.IntegerBlock(
        label=_("Learning outcome"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("Empty: on the whole test."),
    )

    class Meta:
        icon = "comment"
        label_format = "{from_percent}: {text}"


def sections_field() -> BlockField:
    block = blocks.ListBlock(
        SectionBlock(label=_("Section")), min_num=1, max_num=designs.MOST_SECTIONS
    )
    first = {"draws": [{"type": "draw", "value": {"count": 10}}]}
    return BlockField(
        block=block,
        label=_("Sections"),
        initial=as_blocks(block, [first]),
        help_text=_(
            "Fixed questions are asked in every attempt. Random ones are drawn anew, those that the"
            " learner has not seen yet first; no question is asked twice in an attempt."
        ),
    )


def outcomes_field() -> BlockField:
    return BlockField(
        block=blocks.ListBlock(OutcomeBlock(label=_("Learning outcome")), default=[]),
        label=_("Learning outcomes"),
        required=False,
        initial=[],
        help_text=_(
            "Results are shown for each of these. With a pass mark, it must be met as well."
        ),
    )


def bands_field() -> BlockField:
    return BlockField(
        block=blocks.ListBlock(BandBlock(label=_("Feedback")), default=[]),
        label=_("Feedback on the result"),
        required=False,
        initial=[],
        help_text=_("The learner reads the one with the highest percentage that was reached."),
    )


def as_blocks(block: blocks.Block, value: Any) -> Any:
    return block.normalize(block.to_python(value))


def load_sections(block: blocks.Block, stored: Stored) -> Any:
    """Stored sections as the value of their field; questions by code are looked up at once."""
    codes = [draw["question"] for part in stored for draw in part["draws"] if draw["question"]]
    keys = dict(Question.objects.filter(code__in=codes).values_list("code", "pk"))
    sections = [
        {**part, "draws": [_load_draw(draw, keys) for draw in part["draws"]]} for part in stored
    ]
    return as_blocks(block, sections)


def _load_draw(draw: dict[str, Any], keys: dict[str, int]) -> dict[str, Any]:
    if draw["question"]:
        return {"type": "question", "value": keys.get(draw["question"])}
    return {"type": "draw", "value": {key: draw[key] for key in DrawBlock.base_blocks}}


def dump_sections(value: Any) -> Stored:
    return [
        {
            "title": section["title"],
            "intro": section["intro"],
            "pass_percent": plain(section["pass_percent"]),
            "draws": [
                {"question": child.value.code}
                if child.block_type == "question"
                else plain(child.value)
                for child in section["draws"]
            ],
        }
        for section in value or ()
    ]


def dump_list(value: Any) -> Stored:
    return plain(value or [])
