"""Reads the files of a curriculum folder safely: inside the folder, of modest size, well formed."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from courses.catalogue.curriculum.problems import LARGEST_FILE, Problem

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
ACTIVE_ELEMENTS = {"script", "foreignObject", "iframe", "image", "use", "a", "animate", "set"}


class Folder:
    """A curriculum folder; what is wrong in it is collected, so that all can be mended at once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.problems: list[Problem] = []

    def note(self, file: str, line: int, reason: str) -> None:
        self.problems.append(Problem(file, line, reason))

    def text(self, file: str) -> str | None:
        """The text of a file; None, with a problem noted, when it cannot be read."""
        path = (self.root / file).resolve()
        if not path.is_relative_to(self.root):
            self.note(file, 0, "the path leaves the folder")
            return None
        if not path.is_file():
            self.note(file, 0, "the file is missing")
            return None
        if path.stat().st_size > LARGEST_FILE:
            self.note(file, 0, f"the file is larger than {LARGEST_FILE} bytes")
            return None
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self.note(file, 0, "the file is not UTF-8 text")
            return None

    def json(self, file: str, kind: type) -> Any | None:
        text = self.text(file)
        if text is None:
            return None
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            self.note(file, error.lineno, f"not valid JSON: {error.msg}")
            return None
        except RecursionError:
            self.note(file, 0, "not valid JSON: nested too deeply")
            return None
        if not isinstance(data, kind):
            self.note(file, 1, f"must hold a JSON {'object' if kind is dict else 'list'}")
            return None
        return data

    def svg(self, file: str) -> str | None:
        """An SVG drawing without scripts, handlers or references to elsewhere."""
        text = self.text(file)
        if text is None:
            return None
        try:
            root = ElementTree.fromstring(text, forbid_dtd=True)
        except ParseError as error:
            self.note(file, error.position[0], "not well-formed XML")
            return None
        except DefusedXmlException:
            self.note(file, 0, "DTDs and entities are not allowed")
            return None
        if root.tag != f"{SVG}svg":
            self.note(file, 1, "not an SVG drawing")
            return None
        before = len(self.problems)
        for element in root.iter():
            self.check_element(file, element)
        return text if len(self.problems) == before else None

    def check_element(self, file: str, element: Element) -> None:
        name = str(element.tag).removeprefix(SVG)
        if name in ACTIVE_ELEMENTS or "}" in name:
            self.note(file, 0, f"the element <{name}> is not allowed")
        for attribute, value in element.attrib.items():
            if attribute.lower().startswith("on"):
                self.note(file, 0, f"the handler {attribute} is not allowed")
            elif attribute in {"href", XLINK_HREF} and not value.startswith("#"):
                self.note(file, 0, "references to elsewhere are not allowed")
            elif re.search(r"url\(\s*['\"]?(?!#)", value) or "javascript:" in value.lower():
                self.note(file, 0, "references to elsewhere are not allowed")
        if name == "style" and re.search(r"@import|url\(", element.text or ""):
            self.note(file, 0, "references to elsewhere are not allowed")

    def line_of(self, file: str, needle: str) -> int:
        """The first line that holds a text, to point an author at the place; 0 when unknown."""
        path = self.root / file
        if path.is_file():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if needle in line:
                    return number
        return 0
