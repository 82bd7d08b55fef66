"""Decides when participants are asked, what an answer may be, and what may be shown (levels 1 to 3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEWEST_ANSWERS = 5
LONGEST_TEXT = 4000
FOLLOW_UP: dict[str, Any] = {
    "intro": gettext_lazy("A few minutes about what became of what you learned."),
    "scale": {
        "min": 1,
        "max": 5,
        "min_label": gettext_lazy("not at all"),
        "max_label": gettext_lazy("completely"),
    },
    "questions": [
        {
            "code": "U1",
            "type": "scale",
            "text": gettext_lazy("I have used what I learned in my work."),
        },
        {"code": "U2", "type": "scale", "text": gettext_lazy("My organisation made room for it.")},
        {
            "code": "U3",
            "type": "text",
            "text": gettext_lazy("What have you done differently, and with what result?"),
        },
        {"code": "U4", "type": "text", "text": gettext_lazy("What was in the way?")},
    ],
}


def due_on(occasion: str, last_day: date) -> date:
    """The day on which participants are asked, from the last day of the delivery (R38: calendar months)."""
    if occasion == "four weeks":
        return last_day + timedelta(weeks=4)
    if occasion == "six months":
        return last_day + relativedelta(months=6)
    return last_day


def cleaned(form: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in their stored form, blank ones left out; ValueError with a sentence otherwise."""
    low, high = form["scale"]["min"], form["scale"]["max"]
    kept: dict[str, Any] = {}
    for question in form["questions"]:
        value: Any = answers.get(question["code"])
        if value in (None, ""):
            continue
        if question["type"] == "scale":
            if not str(value).isdecimal() or not low <= int(value) <= high:
                raise ValueError(_("Choose from %(low)s to %(high)s.") % {"low": low, "high": high})
            kept[question["code"]] = int(value)
        else:
            text = str(value).replace("\x00", "").strip()
            if len(text) > LONGEST_TEXT:
                raise ValueError(_("An answer has at most %s characters.") % LONGEST_TEXT)
            kept[question["code"]] = text
    if not kept:
        raise ValueError(_("Answer at least one question."))
    return kept


@dataclass(frozen=True)
class Finding:
    """What was answered to one question: how often each level, the mean, or the texts."""

    code: str
    text: str
    levels: tuple[tuple[int, int], ...]
    mean: Decimal | None
    texts: tuple[str, ...]


def findings(
    form: Mapping[str, Any], answers: Sequence[Mapping[str, Any]], *, is_anonymous: bool
) -> list[Finding] | None:
    """Question by question; None where anonymity was promised and fewer than five answered.

    A question that fewer than five answered shows nothing either, and texts come in the order of
    their letters, so that nobody is known by place.
    """
    if is_anonymous and len(answers) < FEWEST_ANSWERS:
        return None
    found = []
    for question in form["questions"]:
        values = [each[question["code"]] for each in answers if question["code"] in each]
        if is_anonymous and len(values) < FEWEST_ANSWERS:
            values = []
        found.append(_finding(form, question, values))
    return found


def _finding(form: Mapping[str, Any], question: Mapping[str, Any], values: list[Any]) -> Finding:
    if question["type"] != "scale":
        return Finding(question["code"], question["text"], (), None, tuple(sorted(values)))
    counts = Counter(values)
    scale = range(form["scale"]["min"], form["scale"]["max"] + 1)
    mean = Fraction(sum(values), len(values)) if values else None
    return Finding(
        question["code"],
        question["text"],
        tuple((level, counts[level]) for level in scale),
        None if mean is None else round(Decimal(mean.numerator) / mean.denominator, 2),
        (),
    )
