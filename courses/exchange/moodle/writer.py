"""Writes Moodle XML: what all types share; their own parts are in `parts`."""

import base64
import html
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from courses.exchange.extras import dumped, extras_of, loss_of
from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.moodle.parts import PARTS, Part
from courses.exchange.moodle.source import PLUGIN_FILE
from courses.exchange.plain_text import NotTaken
from courses.exchange.reading import UNSTORABLE
from courses.exchange.rules import texts_in


def write_moodle(questions: Sequence[ReadQuestion]) -> tuple[bytes, list[Line]]:
    """The questions that Moodle can hold, after a category where that changes."""
    root, lines, category = Element("quiz"), [], ""
    for question in questions:
        try:
            element, losses = element_of(question)
        except NotTaken as refused:
            lines.append(Line(question.code, question.code, reason=refused.reason))
            continue
        if question.category != category:
            category = question.category
            root.append(category_element(category))
        root.append(element)
        lines.append(Line(question.code, question.code, question, tuple(losses)))
    for element in root:
        element.tail = "\n"
    return tostring(root, encoding="utf-8", xml_declaration=True), lines


def category_element(category: str) -> Element:
    element = Element("question", type="category")
    path = f"$course$/top/{category}" if category else "$course$/top"
    SubElement(SubElement(element, "category"), "text").text = path
    return element


def element_of(question: ReadQuestion) -> tuple[Element, list[str]]:
    if any(UNSTORABLE.search(text) for text in texts_in(question)):
        raise NotTaken(_("It holds control characters, which XML cannot hold."))
    if question.type not in PARTS:
        raise NotTaken(_("Moodle has no such type of question."))
    part: Part = PARTS[question.type](question)
    element = Element("question", type=part.name)
    SubElement(SubElement(element, "name"), "text").text = question.code
    add_stem(element, question, part.stem)
    add_text(element, "generalfeedback", question.feedback)
    add(element, "defaultgrade", format(question.points, "f"))
    add(element, "penalty", "0")
    add(element, "hidden", "0")
    add(element, "idnumber", question.code)
    element.extend(part.elements)
    if question.tags:
        tags = SubElement(element, "tags")
        for tag in question.tags:
            SubElement(SubElement(tags, "tag"), "text").text = tag
    names = ["outcome", "difficulty"] + ([] if part.holds_penalty else ["penalty"])
    extras = extras_of(question, names, **part.extras)
    if extras:
        add(element, "cascade", dumped(extras))
    return element, [*part.losses, *loss_of(extras)]


def add_stem(element: Element, question: ReadQuestion, stem: str) -> None:
    if question.picture is None:
        add_text(element, "questiontext", stem)
        return
    name = question.picture.name.replace("/", "-") or "picture"
    shown = html.escape(stem, quote=False).replace("\n", "<br>").replace("  ", " &nbsp;")
    image = (
        f'<img src="{PLUGIN_FILE}{html.escape(name)}" alt="{html.escape(question.picture.alt)}">'
    )
    text = SubElement(element, "questiontext", format="html")
    SubElement(text, "text").text = f"<p>{shown}</p><p>{image}</p>"
    file = SubElement(text, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(question.picture.data).decode()


def add_text(element: Element, tag: str, text: str, how: str = "plain_text") -> Element:
    added = SubElement(element, tag, format=how)
    SubElement(added, "text").text = text
    return added


def add(element: Element, tag: str, value: str) -> Element:
    added = SubElement(element, tag)
    added.text = value
    return added
