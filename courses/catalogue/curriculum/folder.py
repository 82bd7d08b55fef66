"""Reads the files of a curriculum folder safely: inside the folder, of modest size, well formed."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from courses.catalogue.curriculum.drawings import check_drawing
from courses.catalogue.curriculum.places import Path as Within
from courses.catalogue.curriculum.places import Places, places_in
from courses.catalogue.curriculum.problems import LARGEST_FILE, Problem

Named = tuple[str, int]  # the file and line that name another file


class Folder:
    """A curriculum folder; what is wrong in it is collected, so that all can be mended at once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.problems: list[Problem] = []
        self.places: dict[str, Places] = {}

    def note(self, file: str, line: int, reason: str) -> None:
        self.problems.append(Problem(file, line, reason))

    def path(self, file: str, named: Named) -> Path | None:
        """Where a file lies; None, with a problem noted, when there is no such file in here."""
        try:
            path = (self.root / file).resolve()
            if not path.is_relative_to(self.root):
                self.note(*named, f"the path {file} leaves the folder")
            elif not path.is_file():
                self.note(*named, f"the file {file} is missing")
            else:
                return path
        except (OSError, ValueError):
            self.note(*named, f"{file!r} is no file name")
        return None

    def text(self, file: str, named: Named) -> str | None:
        """The text of a file; None, with a problem noted, when it cannot be read."""
        path = self.path(file, named)
        if path is None:
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            self.note(*named, f"the file {file} cannot be read: {error.strerror}")
            return None
        if len(data) > LARGEST_FILE:
            self.note(file, 1, f"the file is larger than {LARGEST_FILE:,} bytes")
            return None
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self.note(file, data.count(b"\n", 0, error.start) + 1, "not UTF-8 text")
            return None
        if "\0" in text:
            self.note(file, text.count("\n", 0, text.index("\0")) + 1, "holds a NUL character")
            return None
        return text

    def json(self, file: str, kind: type, named: Named) -> Any | None:
        """The value of a JSON file, whose places are then known; None when it is not sound."""
        text = self.text(file, named)
        if text is None:
            return None
        try:
            data = json.loads(text, parse_constant=_refuse_constant)
            places = self.places[file] = places_in(text)
            json.dumps(data, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            self.note(file, error.lineno, f"not valid JSON: {error.msg}")
            return None
        except UnicodeEncodeError:
            self.note(file, 1, "not valid JSON: half of a surrogate pair")
            return None
        except ValueError as error:
            self.note(file, 1, f"not valid JSON: {error}")
            return None
        except RecursionError:
            self.note(file, 1, "not valid JSON: nested too deeply")
            return None
        if "\\u0000" in text:
            line = text.count("\n", 0, text.index("\\u0000")) + 1
            self.note(file, line, "holds a NUL character")
            return None
        for line, key in places.repeated:
            self.note(file, line, f"“{key}” is given twice")
        if not isinstance(data, kind):
            self.note(file, 1, f"must hold a JSON {'object' if kind is dict else 'list'}")
            return None
        return data

    def line(self, file: str, within: Within) -> int:
        """The line of a value in a JSON file that was read."""
        return self.places[file].line(within) if file in self.places else 1

    def svg(self, file: str, named: Named) -> str | None:
        """An SVG drawing without scripts, handlers or references to elsewhere."""
        text = self.text(file, named)
        if text is None:
            return None
        before = len(self.problems)
        check_drawing(text, partial(self.note, file))
        return text if len(self.problems) == before else None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
