"""What each type of ours is in Moodle XML: its name there, its own elements, and what is lost."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from courses.assessments.question_types import type_of
from courses.assessments.question_types.kind import GAP
from courses.exchange.answers import decimal_of, escaped_wild, percents_of
from courses.exchange.extras import Extras
from courses.exchange.lines import ReadQuestion
from courses.exchange.moodle.calculated import NOMINAL, RELATIVE, moodle_formula
from courses.exchange.moodle.cloze import SUBQUESTION
from courses.exchange.moodle.essays import MEGABYTE
from courses.exchange.moodle.kinds import PLACE
from courses.exchange.plain_text import NotTaken

ONE_GAP = re.compile(r"(?<!_)____(?!_)")
IN_CLOZE = re.compile(r"[\\}#~/\"]")
SETS = 10


@dataclass(frozen=True)
class Part:
    """A question in Moodle's terms, without what all types share."""

    name: str
    stem: str
    elements: Sequence[Element]
    losses: list[str] = field(default_factory=list)
    extras: Extras = field(default_factory=dict)
    holds_penalty: bool = False


def value(tag: str, text: object) -> Element:
    element = Element(tag)
    element.text = str(text)
    return element


def worded(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    SubElement(element, "text").text = text
    return element


def answer(text: str, percent: object = "100", feedback: str = "") -> Element:
    element = worded("answer", text, fraction=str(percent), format="plain_text")
    element.append(worded("feedback", feedback, format="plain_text"))
    return element


def choices(question: ReadQuestion) -> Part:
    is_single = question.type == "single choice"
    percents = percents_of(question.type, question.content, question.penalty)
    rows = zip(question.content["options"], percents, strict=True)
    elements = [
        value("single", "true" if is_single else "false"),
        value("shuffleanswers", "true"),
        value("answernumbering", "abc"),
        *(answer(row["text"], percent, row["feedback"]) for row, percent in rows),
    ]
    return Part("multichoice", question.stem, elements, holds_penalty=is_single)


def truth(question: ReadQuestion) -> Part:
    is_right = question.content["answer"] == "True"
    elements = [answer("true", 100 if is_right else 0), answer("false", 0 if is_right else 100)]
    return Part("truefalse", question.stem, elements)


def pairs(question: ReadQuestion) -> Part:
    rows = [(pair["left"], pair["right"]) for pair in question.content["pairs"]]
    return Part("matching", question.stem, [value("shuffleanswers", "true"), *map(pair_of, rows)])


def pair_of(row: tuple[str, str]) -> Element:
    element = worded("subquestion", row[0], format="plain_text")
    element.append(worded("answer", row[1]))
    return element


def matrix(question: ReadQuestion) -> Part:
    """Moodle matches rows to columns; a column that no row needs becomes an answer without question."""
    columns, rows = question.content["columns"], question.content["rows"]
    used = {row["right"] for row in rows}
    sides = [(row["text"], columns[row["right"]]) for row in rows]
    sides += [("", column) for index, column in enumerate(columns) if index not in used]
    losses = [_("The matrix becomes a question of matching.")]
    if any(row["feedback"] for row in rows):
        losses.append(_("Feedback on rows is read again only by this system."))
    extras = {"type": question.type, "whole": dict(question.content)}
    elements = [value("shuffleanswers", "true"), *map(pair_of, sides)]
    return Part("matching", question.stem, elements, losses, extras)


def order(question: ReadQuestion) -> Part:
    elements = [
        value("layouttype", "VERTICAL"),
        value("selecttype", "ALL"),
        value("selectcount", 0),
        value("gradingtype", "ABSOLUTE_POSITION"),
        value("showgrading", "SHOW"),
        value("numberingstyle", "none"),
    ]
    items = enumerate(question.content["items"], start=1)
    return Part("ordering", question.stem, [*elements, *(answer(text, n) for n, text in items)])


def number(question: ReadQuestion) -> Part:
    element = answer(question.content["answer"])
    element.append(value("tolerance", question.content["tolerance"]))
    return Part("numerical", question.stem, [element, *units(question.content["unit"])])


def units(name: str) -> list[Element]:
    if not name:
        return []
    element = Element("units")
    unit = SubElement(element, "unit")
    unit.extend([value("multiplier", 1), value("unit_name", name)])
    return [element, value("unitgradingtype", 0), value("showunits", 0)]


def gaps(question: ReadQuestion) -> Part:
    """One gap is a short answer, several are a cloze."""
    answers = question.content["answers"]
    if len(answers) == 1:
        elements = [value("usecase", 0), *(answer(escaped_wild(text)) for text in answers[0])]
        return Part("shortanswer", ONE_GAP.sub("_____", question.stem), elements)
    if SUBQUESTION.search(question.stem):
        raise NotTaken(_("Moodle would take a part of its text for a gap."))
    stem = question.stem.split(GAP)
    filled = [
        "{1:SHORTANSWER:" + "~".join(f"={escaped(text)}" for text in accepted) + "}"
        for accepted in answers
    ]
    joined = "".join(text + gap for text, gap in zip(stem, [*filled, ""], strict=True))
    return Part("cloze", joined, [])


def escaped(text: str) -> str:
    return IN_CLOZE.sub(r"\\\g<0>", escaped_wild(text))


def words(question: ReadQuestion) -> Part:
    content, stem = question.content, question.stem
    if PLACE.search(stem):
        raise NotTaken(_("Moodle would take a part of its text for a gap."))
    pieces = stem.split(GAP)
    places = [f"[[{place + 1}]]" for place in content["answers"]]
    joined = "".join(text + gap for text, gap in zip(pieces, [*places, ""], strict=True))
    boxes = []
    for text in content["texts"]:
        box = worded("dragbox", text)
        box.append(value("group", 1))
        if content["reuse"]:
            SubElement(box, "infinite")
        boxes.append(box)
    return Part("ddwtos", joined, [value("shuffleanswers", 1), *boxes])


def essay(question: ReadQuestion) -> Part:
    """What a person marks: Moodle has no rubric in a file, so graders read it as a text."""
    content = question.content
    kind = type_of(question.type)
    criteria = [f"{row['text']} ({row['points']})" for row in kind.rubric(dict(content))]
    told = "\n".join([content["model"], *criteria]).strip()
    is_upload = question.type == "file upload"
    elements = [
        value("responseformat", "noinline" if is_upload else "plain"),
        value("responserequired", 0 if is_upload else 1),
        value("minwordlimit", content.get("least_words") or ""),
        value("maxwordlimit", content.get("most_words") or ""),
        value("attachments", content.get("most_files", 0)),
        value("attachmentsrequired", 1 if is_upload else 0),
        value("maxbytes", content.get("largest_mb", 0) * MEGABYTE),
        value("filetypeslist", ",".join(content.get("endings", []))),
        worded("graderinfo", told, format="plain_text"),
    ]
    carried = {name: content[name] for name in ("model", "rubric")}
    extras: Extras = {"content": carried}
    if question.type == "essay":
        extras |= {"type": "essay"}
        carried |= {name: content[name] for name in ("least_words", "most_words")}
    losses = [_("The rubric is a text for graders there.")]
    return Part("essay", question.stem, elements, losses, extras)


def formula(question: ReadQuestion) -> Part:
    content = question.content
    tolerance = decimal_of(content["tolerance"])
    assert tolerance is not None  # noqa: S101 - the type keeps numbers only
    is_percent = content["tolerance_is_percent"]
    element = answer(moodle_formula(content["formula"]))
    element.extend(
        [
            value("tolerance", f"{tolerance / 100 if is_percent else tolerance:f}"),
            value("tolerancetype", RELATIVE if is_percent else NOMINAL),
            value("correctanswerformat", 1),
            value("correctanswerlength", 6 if content["decimals"] is None else content["decimals"]),
        ]
    )
    elements = [element, *units(content["unit"]), data_of(question)]
    kept = ("formula", "decimals", "tolerance")
    extras: Extras = {"content": {name: content[name] for name in kept}}
    losses = [_("Moodle draws from %s sets of numbers.") % SETS]
    return Part("calculatedsimple", question.stem, elements, losses, extras)


def data_of(question: ReadQuestion) -> Element:
    kind, content = type_of("formula"), dict(question.content)
    drawn = [kind.values(content, f"set {number}") for number in range(SETS)]  # type: ignore[attr-defined]
    definitions = Element("dataset_definitions")
    for variable in content["variables"]:
        data = SubElement(definitions, "dataset_definition")
        data.extend(
            [
                worded("status", "private"),
                worded("name", variable["name"]),
                value("type", "calculatedsimple"),
                worded("distribution", "uniform"),
                worded("minimum", variable["from"]),
                worded("maximum", variable["to"]),
                worded("decimals", str(variable["decimals"])),
                value("itemcount", SETS),
            ]
        )
        items = SubElement(data, "dataset_items")
        for index, values in enumerate(drawn, start=1):
            item = SubElement(items, "dataset_item")
            item.extend([value("number", index), value("value", f"{values[variable['name']]:f}")])
        data.append(value("number_of_items", SETS))
    return definitions


PARTS: dict[str, Callable[[ReadQuestion], Part]] = {
    "single choice": choices,
    "multiple response": choices,
    "true or false": truth,
    "matching": pairs,
    "statement matrix": matrix,
    "ordering": order,
    "numeric": number,
    "fill the gap": gaps,
    "drag into gaps": words,
    "open answer": essay,
    "essay": essay,
    "file upload": essay,
    "formula": formula,
}
