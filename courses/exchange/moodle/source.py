"""One <question> of a Moodle file: its values, its texts in plain form, and its picture."""

import base64
import binascii
from decimal import Decimal
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.answers import NONE, Answer, check_parts, decimal_of
from courses.exchange.lines import Picture
from courses.exchange.texts import Texts

PLUGIN_FILE = "@@PLUGINFILE@@/"
EMBEDDED = "data:image/"


class Source:
    """Reads the parts of one question and collects what is lost on the way."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.texts = Texts()

    @property
    def losses(self) -> list[str]:
        return self.texts.losses

    def value(self, tag: str, default: str = "") -> str:
        """A value as <tag>x</tag> or <tag><text>x</text></tag>."""
        return value_of(self.element.find(tag), default)

    def plain(self, element: Element | None) -> str:
        """A text with its format, without marks."""
        if element is None:
            return ""
        how = element.get("format") or "html"
        return self.texts.plain(element.findtext("text") or "", how)

    def plain_of(self, tag: str) -> str:
        return self.plain(self.element.find(tag))

    def answers(self) -> list[Answer]:
        """NotTaken before they are read where they are more than any type of ours has."""
        check_parts(len(self.element.findall("answer")))
        return [
            Answer(
                text=self.plain(answer),
                percent=percent_of(answer),
                feedback=self.plain(answer.find("feedback")),
                tolerance=value_of(answer.find("tolerance"), "0"),
            )
            for answer in self.element.findall("answer")
        ]

    def picture(self, shown: list[tuple[str, str]]) -> Picture | None:
        """The first picture that the question's text shows; others are said to be lost."""
        files = {file.get("name", ""): file for file in self.element.findall("questiontext/file")}
        found = None
        for reference, alt in shown:
            picture = embedded(reference, alt) or in_file(files, reference, alt)
            if picture is None:
                self.losses.append(_("A picture is not in the file (%s).") % reference[:60])
            elif found is not None:
                self.losses.append(_("Only the first of several pictures is kept."))
            else:
                found = picture
        return found


def value_of(element: Element | None, default: str = "") -> str:
    if element is None:
        return default
    return (element.findtext("text") or element.text or "").strip() or default


def percent_of(answer: Element) -> Decimal:
    return decimal_of(answer.get("fraction", "0")) or NONE


def embedded(reference: str, alt: str) -> Picture | None:
    """A picture that the text itself carries."""
    head, _comma, data = reference.partition(";base64,")
    if not head.lower().startswith(EMBEDDED):
        return None
    return decoded(f"picture.{head[len(EMBEDDED) :]}", data, alt)


def in_file(files: dict[str, Element], reference: str, alt: str) -> Picture | None:
    name = unquote(reference.removeprefix(PLUGIN_FILE)).rsplit("/", 1)[-1]
    file = files.get(name)
    if file is None or not reference.startswith(PLUGIN_FILE):
        return None
    return decoded(name, file.text or "", alt)


def decoded(name: str, data: str, alt: str) -> Picture | None:
    try:
        return Picture(name, base64.b64decode("".join(data.split()), validate=True), alt)
    except (binascii.Error, ValueError):
        return None
