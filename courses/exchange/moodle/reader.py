"""Reads Moodle XML: each question by its type, categories, tags, and what all types share."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.answers import decimal_of
from courses.exchange.extras import Extras, loaded, with_extras
from courses.exchange.lines import FileRefused, Line, ReadQuestion
from courses.exchange.moodle import calculated, cloze, essays, kinds
from courses.exchange.moodle.kinds import Read
from courses.exchange.moodle.source import Source, value_of
from courses.exchange.plain_text import NotTaken, each_once
from courses.exchange.reading import check_count, tree_of
from courses.exchange.texts import category_of

READERS = {
    "multichoice": kinds.read_choices,
    "truefalse": kinds.read_truth,
    "shortanswer": kinds.read_short_answer,
    "numerical": kinds.read_number,
    "matching": kinds.read_pairs,
    "match": kinds.read_pairs,
    "ordering": kinds.read_order,
    "gapselect": kinds.read_gaps,
    "ddwtos": kinds.read_gaps,
    "essay": essays.read_essay,
    "cloze": cloze.read_cloze,
    "multianswer": cloze.read_cloze,
    "calculated": calculated.read_formula,
    "calculatedsimple": calculated.read_formula,
}
BECOMES = {"open answer": ("essay",), "matching": ("statement matrix",)}
USUAL_FEEDBACK = {
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
}
USUAL_PENALTIES = {Decimal(0), Decimal(1), Decimal("0.1"), Decimal("0.3333333")}


def reasons() -> dict[str, str]:
    onto_picture = _("Dragging onto a picture has no equal here.")
    return {
        "description": _("A description asks nothing."),
        "ddmarker": onto_picture,
        "ddimageortext": onto_picture,
        "random": _("A random question names no question of its own."),
        "randomsamatch": _("A random question names no question of its own."),
    }


def read_moodle(data: bytes) -> list[Line]:
    """A line for each question; those of the type category only say where the next ones lie."""
    root = tree_of(data)
    if root.tag != "quiz":
        raise FileRefused(
            _("The file is XML, but no Moodle questions (it begins with <%s>).") % root.tag[:60]
        )
    check_count(len(root.findall("question")))
    lines: list[Line] = []
    category = ""
    for element in root.findall("question"):
        if element.get("type") == "category":
            category = category_of(value_of(element.find("category")))
        else:
            lines.append(line_of(element, category, len(lines) + 1))
    return lines


def line_of(element: Element, category: str, number: int) -> Line:
    place = _("question %s") % number
    source = Source(element)
    title = source.value("name")[:80]
    try:
        question = question_of(source, category)
    except NotTaken as refused:
        return Line(place, title, reason=refused.reason)
    return Line(place, title, question, each_once(source.losses))


def question_of(source: Source, category: str) -> ReadQuestion:
    name = source.element.get("type", "")
    reader = READERS.get(name)
    if reader is None:
        unknown = _("Questions of the type “%s” are not known here.") % name[:40]
        raise NotTaken(reasons().get(name, unknown))
    stem = source.plain_of("questiontext")
    shown = list(source.texts.pictures)
    extras: Extras = (
        loaded(source.value("cascade")) if source.element.find("cascade") is not None else {}
    )
    read: Read = reader(source, stem, extras)
    picture = source.picture(shown)
    feedback = source.plain_of("generalfeedback")
    note_what_all_lose(source)
    if len(source.texts.pictures) > len(shown):
        source.losses.append(_("Pictures in answers and feedback are not kept."))
    question = ReadQuestion(
        type=read.type,
        stem=read.stem,
        content=read.content,
        code=source.value("idnumber"),
        feedback=feedback,
        points=decimal_of(source.value("defaultgrade", "1")) or Decimal(0),
        penalty=read.penalty,
        category=category,
        tags=tuple(value_of(tag) for tag in source.element.findall("tags/tag")),
        picture=picture,
    )
    return with_extras(question, extras, BECOMES.get(read.type, ()))


def note_what_all_lose(source: Source) -> None:
    combined = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    if any(source.plain_of(tag) not in USUAL_FEEDBACK for tag in combined):
        source.losses.append(_("Feedback for right, partly right and wrong answers is not kept."))
    penalty = decimal_of(source.value("penalty", "0"))
    hinted = any(source.plain(hint) for hint in source.element.findall("hint"))
    if hinted or penalty not in USUAL_PENALTIES:
        source.losses.append(_("Hints and the penalty for further tries are not kept."))
    if source.value("shuffleanswers", "1").casefold() in {"0", "false"}:
        source.losses.append(_("Answers are always shuffled here."))
