"""What authors write for the types that a rule marks, but for pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.assessments.blocks.editor import Content, Editor, Fields, list_field


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


class GapTextBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), rows=1)
    gaps = blocks.RegexBlock(
        label=_("Fits gap number"),
        regex=r"^\s*(\d+(\s*,\s*\d+)*)?\s*$",
        required=False,
        error_messages={"invalid": _("Write numbers of gaps, for instance 1 or 1, 3.")},
        help_text=_("1 is the first gap. Leave it empty for a text that fits none."),
    )

    class Meta:
        icon = "form"
        label_format = "{text} → {gaps}"


class StatementBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Statement"), rows=1)
    right = blocks.IntegerBlock(label=_("Number of its right column"), min_value=1, max_value=40)
    feedback = blocks.TextBlock(label=_("Feedback when answered"), required=False, rows=1)

    class Meta:
        icon = "table"
        label_format = "{text} → {right}"


def variable_block() -> blocks.StructBlock:
    ends = {"max_digits": 20, "required": True}
    return blocks.StructBlock(
        [
            (
                "name",
                blocks.RegexBlock(
                    label=_("Name"),
                    regex=r"^[a-z][a-z0-9_]{0,19}$",
                    help_text=_("Lower-case letters, digits, underlines; in the question {name}."),
                ),
            ),
            ("from", blocks.DecimalBlock(label=_("From"), **ends)),
            ("to", blocks.DecimalBlock(label=_("To"), **ends)),
            (
                "decimals",
                blocks.IntegerBlock(label=_("Decimal places"), min_value=0, max_value=6, default=0),
            ),
        ],
        label=_("Variable"),
        icon="order",
        label_format="{name}: {from} – {to}",
    )


def option_fields() -> Fields:
    child = OptionBlock(label=_("Option"))
    return {"options": list_field(child, at_least=2, label=_("Options"))}


def true_or_false_fields() -> Fields:
    choices = [("True", _("True")), ("False", _("False"))]
    return {
        "answer": forms.ChoiceField(
            label=_("The statement is"), choices=choices, widget=forms.RadioSelect
        )
    }


def matching_fields() -> Fields:
    help_text = _("The right sides are shuffled for each learner.")
    child = PairBlock(label=_("Pair"))
    return {"pairs": list_field(child, at_least=2, label=_("Pairs"), help_text=help_text)}


def ordering_fields() -> Fields:
    help_text = _("They are shuffled for each learner.")
    child = blocks.TextBlock(label=_("Item"), rows=1)
    label = _("Items in their right order")
    return {"items": list_field(child, at_least=2, label=label, help_text=help_text)}


def unit_field() -> forms.Field:
    return forms.CharField(
        label=_("Unit"),
        required=False,
        help_text=_("Shown beside the field. Learners may type it or leave it out."),
    )


def numeric_fields() -> Fields:
    return {
        "answer": forms.DecimalField(label=_("Right number")),
        "tolerance": tolerance_field(),
        "unit": unit_field(),
    }


def tolerance_field() -> forms.Field:
    return forms.DecimalField(
        label=_("Tolerance"),
        min_value=0,
        initial=0,
        help_text=_("How far a right answer may be off, ends included."),
    )


def gap_fields() -> Fields:
    help_text = _(
        "One entry for each ____ of the question, in order. Case, accents and extra spaces do not"
        " matter."
    )
    child = blocks.TextBlock(label=_("Accepted texts, one a line"), rows=2)
    return {"answers": list_field(child, at_least=1, label=_("Gaps"), help_text=help_text)}


def drag_fields() -> Fields:
    return {
        "texts": list_field(
            GapTextBlock(label=_("Text")),
            at_least=2,
            label=_("Texts to put into the gaps"),
            help_text=_("They are shuffled for each learner."),
        ),
        "reuse": forms.BooleanField(
            label=_("A text may be used in several gaps"), required=False, initial=False
        ),
    }


def matrix_fields() -> Fields:
    return {
        "columns": list_field(
            blocks.TextBlock(label=_("Column"), rows=1), at_least=2, label=_("Columns")
        ),
        "rows": list_field(
            StatementBlock(label=_("Statement")),
            at_least=1,
            label=_("Statements"),
            help_text=_("They are shuffled for each learner."),
        ),
    }


def formula_fields() -> Fields:
    return {
        "variables": list_field(
            variable_block(),
            at_least=1,
            label=_("Variables"),
            help_text=_("Each learner gets numbers of their own, drawn between these ends."),
        ),
        "formula": forms.CharField(
            label=_("Formula of the right answer"),
            help_text=_(
                "With the names of the variables, + - * / % ** ( ), pi, and sqrt, abs, min, max,"
                " round, floor, ceil."
            ),
        ),
        "tolerance": tolerance_field(),
        "tolerance_is_percent": forms.BooleanField(
            label=_("The tolerance is in per cent of the right answer"), required=False
        ),
        "decimals": forms.IntegerField(
            label=_("Round the right answer to decimal places"),
            required=False,
            min_value=0,
            max_value=6,
        ),
        "unit": unit_field(),
    }


class GapEditor(Editor):
    """Authors write the accepted texts of a gap in lines."""

    def raw(self, content: Content) -> Content:
        return {"answers": ["\n".join(texts) for texts in content["answers"]]}

    def content(self, raw: Content) -> Content:
        lines = [[line.strip() for line in text.splitlines()] for text in raw["answers"]]
        return {"answers": [[line for line in texts if line] for texts in lines]}


class DragEditor(Editor):
    """Authors write beside each text which gaps it fits."""

    def raw(self, content: Content) -> Content:
        gaps: dict[int, list[str]] = {}
        for gap, text in enumerate(content["answers"], start=1):
            gaps.setdefault(text, []).append(str(gap))
        texts = [
            {"text": text, "gaps": ", ".join(gaps.get(index, ()))}
            for index, text in enumerate(content["texts"])
        ]
        return {"texts": texts, "reuse": content["reuse"]}

    def content(self, raw: Content) -> Content:
        answers: dict[int, int] = {}
        for index, row in enumerate(raw["texts"]):
            for gap in (int(part) for part in row["gaps"].split(",") if part.strip()):
                if gap in answers:
                    raise ValueError(_now("Two texts are said to fit gap %s.") % gap)
                answers[gap] = index
        missing = [gap for gap in range(1, max(answers, default=0) + 1) if gap not in answers]
        if missing or 0 in answers:
            raise ValueError(_now("No text fits gap %s.") % (missing or [1])[0])
        return {
            "texts": [row["text"] for row in raw["texts"]],
            "answers": [answers[gap] for gap in sorted(answers)],
            "reuse": raw["reuse"],
        }


class MatrixEditor(Editor):
    """Authors count columns from 1."""

    def raw(self, content: Content) -> Content:
        return {**content, "rows": self.moved(content, 1)}

    def content(self, raw: Content) -> Content:
        return {**raw, "rows": self.moved(raw, -1)}

    def moved(self, content: Content, by: int) -> list[dict[str, Any]]:
        return [{**row, "right": row["right"] + by} for row in content["rows"]]
