"""Values of a draft as text in fields, and text as values again.

What cannot be read as its shape stays the text that was typed, so that nothing is lost and the
checks of schemes say at its place what is wrong with it.
"""

import re
from enum import Enum
from typing import Any

from django import forms
from django.utils.text import capfirst

from certification.schemes.requirements import Shape

WHOLE = re.compile(r"\d{1,9}")
NUMBER = re.compile(r"\d{1,9}\.\d{1,9}")
ROWS = 4  # of a field for longer text


class Wide(Enum):
    """Shapes of the fields of versions and types that no requirement has."""

    WORDS = "words"  # a longer text without line breaks
    DAY = "day"
    YES = "yes"


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return "\n".join(str(each) for each in value) if isinstance(value, list) else str(value)


def as_value(shape: Shape | Wide, text: str) -> Any:
    """None where nothing was typed."""
    if shape is Shape.TEXT:
        return text.replace("\r\n", "\n") or None
    text = text.strip()
    if shape is Shape.LIST:
        return [line.strip() for line in text.splitlines() if line.strip()] or None
    if shape in (Shape.WHOLE, Shape.NUMBER) and WHOLE.fullmatch(text):
        return int(text)
    if shape is Shape.NUMBER and NUMBER.fullmatch(text):
        return float(text)
    return text or None


def field_for(
    shape: Shape | Wide, label: Any, help_text: Any = "", choices: Any = ()
) -> forms.Field:
    """A field that takes any text; it is not the form that says what is wrong."""
    label = capfirst(label)
    if shape is Wide.YES:
        return forms.BooleanField(label=label, help_text=help_text, required=False)
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        strip=False,
        widget=_widget(shape, choices),
    )


def _widget(shape: Shape | Wide, choices: Any) -> forms.Widget:
    if shape is Shape.CHOICE:
        return forms.Select(choices=choices)
    if shape in (Shape.TEXT, Shape.LIST, Wide.WORDS):
        return forms.Textarea({"rows": ROWS})
    if shape is Wide.DAY:
        return forms.DateInput({"type": "date"})
    if shape is Shape.WHOLE:
        return forms.TextInput({"inputmode": "numeric"})
    return forms.TextInput({"inputmode": "decimal"} if shape is Shape.NUMBER else {})
