"""What authors write for a hot spot: areas on the picture, drawn there or given in numbers."""

import re

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput

from courses.assessments.blocks.editor import Content, Editor, Fields, list_field


class AreaBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What is there, in words"), rows=1)
    shape = blocks.ChoiceBlock(
        label=_("Shape"),
        choices=[
            ("rectangle", _("Rectangle")),
            ("circle", _("Circle")),
            ("polygon", _("Polygon")),
        ],
        default="rectangle",
    )
    coords = blocks.CharBlock(
        label=_("Place, in per cent of the picture"),
        help_text=_(
            "Draw it on the picture, or write: left, top, width, height of a rectangle;"
            " middle and radius of a circle; the corners of a polygon."
        ),
    )
    right = blocks.BooleanBlock(label=_("This area is right"), required=False)
    feedback = blocks.TextBlock(label=_("Feedback when chosen"), required=False, rows=1)

    class Meta:
        icon = "view"
        label_format = "{text}"


def spot_fields() -> Fields:
    return {
        "alt": forms.CharField(
            label=_("The picture in words"),
            widget=AdminAutoHeightTextInput,
            help_text=_("For those who do not see it. Do not give the answer away."),
        ),
        "areas": list_field(
            AreaBlock(label=_("Area")),
            at_least=2,
            label=_("Areas"),
            help_text=_("Learners choose among them, on the picture or in a list of their words."),
        ),
        "many": forms.BooleanField(label=_("Several areas may be chosen"), required=False),
    }


class SpotEditor(Editor):
    """Authors see coordinates as numbers with commas between them."""

    def raw(self, content: Content) -> Content:
        areas = [
            {**area, "coords": ", ".join(f"{number:g}" for number in area["coords"])}
            for area in content["areas"]
        ]
        return {**content, "areas": areas}

    def content(self, raw: Content) -> Content:
        areas = [{**area, "coords": numbers_in(area["coords"])} for area in raw["areas"]]
        return {**raw, "areas": areas}


def numbers_in(text: str) -> list[str]:
    """Numbers with a comma, a semicolon or a space between them."""
    numbers = [part for part in re.split(r"[,;\s]+", text) if part]
    if not all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers):
        raise ValueError(
            _now("“%s” is no place; write numbers, for instance 10, 20, 30, 15.") % text
        )
    return numbers
