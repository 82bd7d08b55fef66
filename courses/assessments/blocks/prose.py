"""What authors write for the types that a person marks: model answer, rubric, limits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput

from courses.assessments.blocks.editor import Fields, list_field
from courses.assessments.question_types.prose import ENDINGS, MOST_LEVELS, MOST_WORDS


class LevelBlock(blocks.StructBlock):
    points = blocks.IntegerBlock(label=_("Points"), min_value=0, max_value=100)
    text = blocks.TextBlock(label=_("What the answer is like then"), rows=1)

    class Meta:
        icon = "order"
        label_format = "{points}: {text}"


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What is looked for"))
    points = blocks.IntegerBlock(label=_("Points"), min_value=1, max_value=100)
    levels = blocks.ListBlock(
        LevelBlock(label=_("Level")),
        label=_("Levels"),
        min_num=0,
        max_num=MOST_LEVELS,
        default=[],
        required=False,
        help_text=_("Without levels any whole points may be given. Learners do not see levels."),
    )

    class Meta:
        icon = "check"
        label_format = "{text} ({points})"


def open_answer_fields() -> Fields:
    return {
        "model": forms.CharField(
            label=_("A good answer"),
            required=False,
            widget=AdminAutoHeightTextInput,
            help_text=_("For those who mark, and for learners after the result."),
        ),
        "rubric": list_field(
            CriterionBlock(label=_("Criterion")),
            at_least=1,
            label=_("Rubric"),
            help_text=_("Learners see the criteria while they write."),
        ),
    }


def word_limit(label: Any, help_text: Any = "") -> forms.Field:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=1, max_value=MOST_WORDS
    )


def essay_fields() -> Fields:
    return {
        "least_words": word_limit(_("At least so many words")),
        "most_words": word_limit(
            _("At most so many words"),
            _("A text outside the limits is kept; its learner is told."),
        ),
        **open_answer_fields(),
    }


def upload_fields() -> Fields:
    return {
        "endings": forms.MultipleChoiceField(
            label=_("Kinds of files that are taken"),
            choices=[(ending, ending) for ending in ENDINGS],
            widget=forms.CheckboxSelectMultiple,
            initial=[".pdf", ".docx", ".odt"],
        ),
        "most_files": forms.IntegerField(
            label=_("At most so many files"), min_value=1, max_value=5, initial=1
        ),
        "largest_mb": forms.IntegerField(
            label=_("Largest file, MB"), min_value=1, max_value=20, initial=10
        ),
        **open_answer_fields(),
    }
