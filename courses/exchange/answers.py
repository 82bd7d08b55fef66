"""Answers with weights in per cent, as Moodle has them, in the terms of our types, and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import MOST_PARTS
from courses.exchange.plain_text import NotTaken

ALL, NONE = Decimal(100), Decimal(0)
CLOSE = Decimal("0.01")
WILD = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True)
class Answer:
    """One answer of a question; `tolerance` only where it is a number."""

    text: str
    percent: Decimal = ALL
    feedback: str = ""
    tolerance: str = "0"


@dataclass(frozen=True)
class Chosen:
    """Choices in our terms, with the penalty and what was lost."""

    type: str
    content: dict[str, Any]
    penalty: Decimal
    losses: list[str]


def check_parts(count: int) -> None:
    if count > MOST_PARTS:
        raise NotTaken(_("It has more than %s answers.") % MOST_PARTS)


def decimal_of(text: str) -> Decimal | None:
    """The number that a text says with point or comma; None for none or one out of reason."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def as_single_choice(answers: Sequence[Answer]) -> Chosen:
    """The one answer that earns everything is right; the same loss for all others is the penalty."""
    right = [answer for answer in answers if abs(answer.percent - ALL) <= CLOSE]
    if len(right) != 1:
        raise NotTaken(
            _("Exactly one option must earn all points where one may be chosen; here %s do.")
            % len(right)
        )
    wrong = [answer for answer in answers if answer is not right[0]]
    losses = [
        _("“%(text)s” earns %(percent)s %% there; here it is wrong.")
        % {"text": answer.text[:60], "percent": f"{answer.percent.normalize():f}"}
        for answer in wrong
        if answer.percent > 0
    ]
    costs = {answer.percent for answer in wrong}
    penalty = NONE
    if len(costs) == 1 and -ALL <= min(costs) < 0:
        penalty = -min(costs) / 100
    elif any(cost < 0 for cost in costs):
        losses.append(_("Wrong options cost differently; here they cost nothing."))
    return Chosen("single choice", options(answers, right), penalty, losses)


def as_multiple_response(answers: Sequence[Answer]) -> Chosen:
    """What earns anything is right; unequal weights are said to be lost."""
    right = [answer for answer in answers if answer.percent > 0]
    if not right:
        raise NotTaken(_("No option earns points."))
    each = ALL / len(right)
    even = all(
        abs(answer.percent - (each if answer in right else -each)) <= CLOSE for answer in answers
    )
    losses = [] if even else [_("Weights are not kept: right ones chosen less wrong ones count.")]
    return Chosen("multiple response", options(answers, right), NONE, losses)


def options(answers: Sequence[Answer], right: Sequence[Answer]) -> dict[str, Any]:
    return {
        "options": [
            {"text": each.text, "right": each in right, "feedback": each.feedback}
            for each in answers
        ]
    }


def as_accepted(answers: Sequence[Answer], losses: list[str]) -> list[str]:
    """The texts that earn everything; NotTaken when there is none."""
    accepted = []
    for answer in answers:
        if answer.feedback:
            losses.append(_("Feedback on single answers is not kept."))
        if WILD.search(answer.text):
            losses.append(_("An answer with * for any letters is not kept."))
        elif abs(answer.percent - ALL) > CLOSE:
            if answer.percent > 0:
                losses.append(_("Answers that earn a part of the points are not kept."))
        else:
            accepted.append(answer.text.replace("\\*", "*"))
    if not accepted:
        raise NotTaken(_("No answer earns all points."))
    return accepted


def as_number(answers: Sequence[Answer], losses: list[str]) -> dict[str, str]:
    """The number that earns everything, with its tolerance; NotTaken when there is none."""
    numbers = []
    for answer in answers:
        number, tolerance = decimal_of(answer.text), decimal_of(answer.tolerance or "0")
        if answer.feedback:
            losses.append(_("Feedback on single answers is not kept."))
        if number is None or tolerance is None:
            if answer.text.strip() != "*":
                raise NotTaken(_("“%s” is no number.") % answer.text[:60])
        elif abs(answer.percent - ALL) <= CLOSE:
            numbers.append({"answer": f"{number:f}", "tolerance": f"{abs(tolerance):f}"})
        elif answer.percent > 0:
            losses.append(_("Answers that earn a part of the points are not kept."))
    if not numbers:
        raise NotTaken(_("No answer earns all points."))
    if len(numbers) > 1:
        losses.append(_("Only the first of several right numbers is kept."))
    return numbers[0]


def with_gap(stem: str, gap: str) -> str:
    """The stem with its one gap: where underlines stand, or at its end."""
    if stem.count(gap) == 1:
        return stem
    stretched = re.sub(r"_{3,}", gap, stem)
    return stretched if stretched.count(gap) == 1 else f"{stem.rstrip()} {gap}"


def percents_of(type: str, content: Any, penalty: Decimal) -> list[str]:
    """The weight of each option, as `as_single_choice` and `as_multiple_response` read it."""
    rows = content["options"]
    if type == "single choice":
        right, wrong = ALL, -100 * penalty
    else:
        right = ALL / sum(row["right"] for row in rows)
        wrong = -right
    return [shown_percent(right if row["right"] else wrong) for row in rows]


def shown_percent(percent: Decimal) -> str:
    return f"{round(percent, 5).normalize():f}" if percent else "0"


def escaped_wild(text: str) -> str:
    return text.replace("*", "\\*")
