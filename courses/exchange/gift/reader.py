"""Reads GIFT: each block into a question of the bank, with what is lost or why it is not taken."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP
from courses.exchange.answers import (
    Answer,
    Chosen,
    as_accepted,
    as_multiple_response,
    as_number,
    as_single_choice,
    check_parts,
    decimal_of,
    with_gap,
)
from courses.exchange.extras import with_extras
from courses.exchange.gift import grammar
from courses.exchange.gift.grammar import Block
from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.plain_text import NotTaken, each_once
from courses.exchange.reading import check_count, text_of
from courses.exchange.texts import Texts, category_of

TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#(.*))?$", re.DOTALL)
RANGE = re.compile(r"\s*(.+?)\s*\.\.\s*(.+?)\s*$", re.DOTALL)
TRUTHS = {"T": "True", "F": "False"}
DEFAULT = "moodle"


def read_gift(data: bytes) -> list[Line]:
    """A line for each block that is more than comments and a category."""
    lines, category = [], ""
    blocks = grammar.blocks_of(text_of(data))
    check_count(len(blocks))
    for block in blocks:
        category, text = after_categories(block.text, category)
        if text:
            lines.append(line_of(replace(block, text=text), category))
    return lines


def after_categories(text: str, category: str) -> tuple[str, str]:
    """The category that a block ends up in, and the text after the lines that name one."""
    rows = text.split("\n")
    first = 0
    while first < len(rows) and (match := grammar.CATEGORY.match(rows[first].strip())):
        category, first = category_of(match[1]), first + 1
    return category, "\n".join(rows[first:]).strip()


def line_of(block: Block, category: str) -> Line:
    place = _("line %s") % block.line
    title = block.text[:60]
    texts = Texts()
    try:
        source = grammar.hidden(block.text)
        named = grammar.TITLE.match(source)
        if named:
            title = grammar.shown(named[1]).strip()
            source = source[named.end() :]
        question = replace(
            question_of(source, texts), code=block.code, tags=block.tags, category=category
        )
    except NotTaken as refused:
        return Line(place, title, reason=refused.reason)
    if block.extras:
        question = with_extras(question, block.extras, types_for(question.type))
        texts.losses = [loss for loss in texts.losses if loss != no_rubric()]
    return Line(place, title, question, each_once(texts.losses))


def types_for(type: str) -> tuple[str, ...]:
    return ("essay",) if type == "open answer" else ()


def no_rubric() -> str:
    return _("It has no rubric; it gets one criterion with all points.")


def question_of(source: str, texts: Texts) -> ReadQuestion:
    before, brace, rest = source.partition("{")
    if not brace:
        raise NotTaken(_("It has no answers in { }; a description asks nothing."))
    inside, brace, after = rest.partition("}")
    if not brace:
        raise NotTaken(_("Its answers are not closed with }. A blank line may stand in them."))
    how, before = grammar.formatted(before, DEFAULT)
    typed, _hashes, general = inside.partition("####")
    feedback = grammar.read(texts, general, how) if general.strip() else ""
    stem = f"{before}{GAP}{after}" if after.strip() else before
    shown = texts.plain(grammar.shown(stem), how)
    kind, stem, content, penalty = kind_of(typed.strip(), texts, how, shown)
    return ReadQuestion(type=kind, stem=stem, content=content, feedback=feedback, penalty=penalty)


def kind_of(
    typed: str, texts: Texts, how: str, stem: str
) -> tuple[str, str, dict[str, Any], Decimal]:
    """The type that the marks in the braces mean, in the order in which Moodle asks."""
    if not typed:
        texts.losses.append(no_rubric())
        rubric = [{"text": _("The answer"), "points": 1}]
        return "open answer", stem, {"model": "", "rubric": rubric}, Decimal(0)
    if typed.startswith("#"):
        return "numeric", stem, number_in(typed[1:], texts, how), Decimal(0)
    if "~" in typed:
        chosen = choice_in(typed, texts, how)
        texts.losses += chosen.losses
        return chosen.type, stem, chosen.content, chosen.penalty
    truth = TRUTH.match(typed)
    if truth:
        if truth[2]:
            texts.losses.append(_("Feedback on True and False is not kept."))
        return "true or false", stem, {"answer": TRUTHS[truth[1][0]]}, Decimal(0)
    if not typed.startswith("="):
        raise NotTaken(_("Its answers begin with neither = nor ~."))
    if "->" in typed:
        return "matching", stem, pairs_in(typed, texts, how), Decimal(0)
    accepted = as_accepted(grammar.answers_of(texts, typed, how), texts.losses)
    return "fill the gap", with_gap(stem, GAP), {"answers": [accepted]}, Decimal(0)


def choice_in(typed: str, texts: Texts, how: str) -> Chosen:
    answers = grammar.answers_of(texts, typed, how)
    read: Callable[[list[Answer]], Chosen] = (
        as_single_choice if "=" in typed else as_multiple_response
    )
    return read(answers)


def number_in(typed: str, texts: Texts, how: str) -> dict[str, Any]:
    typed, _mark, wrong = typed.partition("~")
    if wrong.strip():
        texts.losses.append(_("Feedback on single answers is not kept."))
    marked = typed if "=" in typed else f"={typed}"
    answers = []
    for answer in grammar.answers_of(texts, marked, "plain"):
        text, tolerance = interval(answer.text)
        answers.append(replace(answer, text=text, tolerance=tolerance))
    return as_number(answers, texts.losses) | {"unit": ""}


def interval(text: str) -> tuple[str, str]:
    """“3:0.5” and “2.5..3.5” as number and tolerance."""
    match = RANGE.match(text)
    if match is None:
        number, _colon, tolerance = text.partition(":")
        return number.strip(), tolerance.strip() or "0"
    low, high = decimal_of(match[1]), decimal_of(match[2])
    if low is None or high is None or low > high:
        raise NotTaken(_("“%s” is no range of numbers.") % text[:60])
    return f"{(low + high) / 2:f}", f"{(high - low) / 2:f}"


def pairs_in(typed: str, texts: Texts, how: str) -> dict[str, Any]:
    pairs = []
    check_parts(typed.count("="))
    for rest in re.findall(r"=([^=]*)", typed):
        left, arrow, right = rest.partition("->")
        if not arrow:
            raise NotTaken(_("A pair has no -> between its sides."))
        pair = {
            "left": grammar.read(texts, left, how),
            "right": grammar.read(texts, right, how),
        }
        if pair["left"]:
            pairs.append(pair)
        else:
            texts.losses.append(_("Matches without a left side (distractors) are not kept."))
    return {"pairs": pairs}
