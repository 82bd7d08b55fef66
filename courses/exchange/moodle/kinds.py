"""Reads the types of Moodle that have an equal here: choices, pairs, orders, numbers and gaps."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP
from courses.exchange.answers import (
    CLOSE,
    as_accepted,
    as_multiple_response,
    as_number,
    as_single_choice,
    decimal_of,
    with_gap,
)
from courses.exchange.extras import Extras
from courses.exchange.moodle.source import Source, value_of
from courses.exchange.plain_text import NotTaken

LINE_TO_FILL = re.compile(r"(?<!_)_{5,}(?!_)")
PLACE = re.compile(r"\[\[(\d{1,3})\]\]")


@dataclass(frozen=True)
class Read:
    """A type of ours with its stem and content."""

    type: str
    stem: str
    content: dict[str, Any]
    penalty: Decimal = Decimal(0)


def is_true(text: str) -> bool:
    return text.strip().casefold() in {"true", "1"}


def read_choices(source: Source, stem: str, extras: Extras) -> Read:
    is_single = is_true(source.value("single", "true"))
    answers = source.answers()
    chosen = as_single_choice(answers) if is_single else as_multiple_response(answers)
    source.losses.extend(chosen.losses)
    return Read(chosen.type, stem, chosen.content, chosen.penalty)


def read_truth(source: Source, stem: str, extras: Extras) -> Read:
    answers = source.answers()
    right = [each.text.strip().casefold() for each in answers if abs(each.percent - 100) <= CLOSE]
    if right not in (["true"], ["false"]):
        raise NotTaken(_("Either true or false must be right."))
    if any(answer.feedback for answer in answers):
        source.losses.append(_("Feedback on True and False is not kept."))
    return Read("true or false", stem, {"answer": right[0].capitalize()})


def read_short_answer(source: Source, stem: str, extras: Extras) -> Read:
    if is_true(source.value("usecase", "0")):
        source.losses.append(_("Capital letters no longer matter."))
    accepted = as_accepted(source.answers(), source.losses)
    stem = with_gap(LINE_TO_FILL.sub(GAP, stem), GAP)
    return Read("fill the gap", stem, {"answers": [accepted]})


def read_number(source: Source, stem: str, extras: Extras) -> Read:
    number = as_number(source.answers(), source.losses)
    return Read("numeric", stem, number | {"unit": unit_of(source)})


def unit_of(source: Source) -> str:
    """The unit that counts once; others are said to be lost."""
    units = [
        (value_of(unit.find("unit_name")), value_of(unit.find("multiplier"), "1"))
        for unit in source.element.findall("units/unit")
    ]
    own = next((name for name, times in units if decimal_of(times) == 1), "")
    if len(units) > int(bool(own)):
        source.losses.append(_("Only one unit is kept."))
    if units and source.value("unitgradingtype", "0") != "0":
        source.losses.append(_("A missing unit costs nothing here."))
    return own


def read_pairs(source: Source, stem: str, extras: Extras) -> Read:
    pairs = []
    for element in source.element.findall("subquestion"):
        answer = element.find("answer")
        left, right = source.plain(element), value_of(answer)
        if left:
            pairs.append({"left": left, "right": right})
        elif "whole" not in extras:
            source.losses.append(_("Matches without a left side (distractors) are not kept."))
    return Read("matching", stem, {"pairs": pairs})


def read_order(source: Source, stem: str, extras: Extras) -> Read:
    if source.value("gradingtype", "ABSOLUTE_POSITION") not in {"ABSOLUTE_POSITION", "0"}:
        source.losses.append(_("Here the share of items at their right position counts."))
    if source.value("selecttype", "ALL") not in {"ALL", "0"}:
        source.losses.append(_("Here all items are asked, not a part of them."))
    return Read("ordering", stem, {"items": [answer.text for answer in source.answers()]})


def read_gaps(source: Source, stem: str, extras: Extras) -> Read:
    """Words to choose or drag: [[2]] in the text is the gap of the second one."""
    is_dragged = source.element.get("type") == "ddwtos"
    boxes = source.element.findall("dragbox" if is_dragged else "selectoption")
    words = [source.texts.plain(value_of(box), "html") for box in boxes]
    asked = [int(number) for number in PLACE.findall(stem)]
    if not asked or any(not 1 <= number <= len(words) for number in asked):
        raise NotTaken(_("Its gaps [[1]] and its words do not fit."))
    if len({value_of(box.find("group"), "1") for box in boxes}) > 1:
        source.losses.append(_("Groups are not kept: every word is offered for every gap."))
    texts = list({word.casefold(): word for word in reversed(words)}.values())[::-1]
    places = {text.casefold(): index for index, text in enumerate(texts)}
    answers = [places[words[number - 1].casefold()] for number in asked]
    endless = [box.find("infinite") is not None for box in boxes]
    if any(endless) and not all(endless):
        source.losses.append(_("Every word can be used again."))
    reuse = not is_dragged or any(endless) or len(set(answers)) < len(answers)
    content = {"texts": texts, "answers": answers, "reuse": reuse}
    return Read("drag into gaps", PLACE.sub(GAP, stem), content)
