"""Writes GIFT: what it can hold as typed text, the rest of a question in a comment of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP
from courses.exchange.answers import escaped_wild, percents_of
from courses.exchange.extras import Extras, dumped, extras_of, loss_of
from courses.exchange.gift.grammar import FORMAT, WEIGHT
from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.plain_text import NotTaken

SPECIAL = re.compile(r"[\\~=#{}:]")


def write_gift(questions: Sequence[ReadQuestion]) -> tuple[bytes, list[Line]]:
    """The questions that GIFT can hold, by category in their order."""
    lines, blocks, category = [], [], ""
    for question in questions:
        try:
            block, losses = block_of(question)
        except NotTaken as refused:
            lines.append(Line(question.code, question.code, reason=refused.reason))
            continue
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {category or '$course$/top'}")
        blocks.append(block)
        lines.append(Line(question.code, question.code, question, tuple(losses)))
    return ("\n\n".join(blocks) + "\n").encode(), lines


def block_of(question: ReadQuestion) -> tuple[str, list[str]]:
    names = ["outcome", "points", "difficulty"]
    if question.type != "single choice":
        names.append("penalty")
    carried, losses = content_extras(question)
    extras = extras_of(question, names, **carried)
    losses += loss_of(extras)
    if question.picture:
        losses.append(_("The picture is left out."))
    remarks = [f"[id:{closed(question.code)}]", *(f"[tag:{closed(tag)}]" for tag in question.tags)]
    comments = [f"// {' '.join(remarks)}"]
    if extras:
        comments.append(f"// [cascade:{dumped(extras)}]")
    if question.feedback:
        question = replace(question, feedback=f"####{escaped(question.feedback)}")
    title = escaped(question.code)
    return "\n".join([*comments, f"::{title}::[plain]{body_of(question)}"]), losses


def content_extras(question: ReadQuestion) -> tuple[Extras, list[str]]:
    """The part of the content that only our comment carries."""
    content = question.content
    if question.type == "numeric" and content["unit"]:
        return {"content": {"unit": content["unit"]}}, [_("The unit is left out.")]
    if question.type in {"open answer", "essay"}:
        further = {"type": "essay"} if question.type == "essay" else {}
        losses = [_("Rubric, model answer and word limits are read again only by this system.")]
        return {"content": dict(content), **further}, losses
    return {}, []


def body_of(question: ReadQuestion) -> str:
    """The stem with the answers in braces."""
    content, stem = question.content, question.stem
    match question.type:
        case "single choice" | "multiple response":
            answers = options(question)
        case "true or false":
            answers = ["T" if content["answer"] == "True" else "F"]
        case "matching":
            answers = [pair(row) for row in content["pairs"]]
        case "numeric":
            answers = [f"#{content['answer']}:{content['tolerance']}"]
        case "fill the gap" if len(content["answers"]) == 1:
            answers = [f"={typed(escaped_wild(text))}" for text in content["answers"][0]]
            return around_gap(stem, braces(answers, question.feedback))
        case "open answer" | "essay":
            answers = []
        case "fill the gap":
            raise NotTaken(_("GIFT holds one gap in a question; this one has more."))
        case _:
            raise NotTaken(_("GIFT has no such type of question."))
    return escaped(stem) + braces(answers, question.feedback)


def braces(answers: Sequence[str], feedback: str) -> str:
    return "{" + "\n\t".join([*answers, *([feedback] if feedback else [])]) + "}"


def around_gap(stem: str, answers: str) -> str:
    """The answers in place of the gap where the same stem is read again, else after the stem."""
    before, _gap, after = stem.partition(GAP)
    if after:
        return escaped(before) + answers + escaped(after)
    head = before.rstrip()
    if head and before == f"{head} " and "___" not in head:
        return escaped(head) + answers
    return escaped(stem) + answers


def options(question: ReadQuestion) -> list[str]:
    percents = percents_of(question.type, question.content, question.penalty)
    is_single = question.type == "single choice"
    written = []
    for row, percent in zip(question.content["options"], percents, strict=True):
        is_plain = is_single and percent in {"100", "0"}
        mark = "=" if is_single and row["right"] else "~"
        text = typed(row["text"], weight="" if is_plain else f"%{percent}%", is_right=row["right"])
        feedback = f"#{typed(row['feedback'])}" if row["feedback"] else ""
        written.append(f"{mark}{text}{feedback}")
    return written


def pair(row: Mapping[str, Any]) -> str:
    if "->" in row["left"]:
        raise NotTaken(_("GIFT cannot hold “->” in the left side of a pair."))
    return f"={typed(row['left'])} -> {typed(row['right'])}"


def typed(text: str, weight: str = "", *, is_right: bool = True) -> str:
    """A text that begins neither as a weight nor as a format would."""
    if not weight and WEIGHT.match(text):
        weight = "%100%" if is_right else "%0%"
    return weight + ("[plain]" if FORMAT.match(text) else "") + escaped(text)


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def closed(text: str) -> str:
    return text.replace("]", "\\]")
