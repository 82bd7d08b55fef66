"""Finds the line of every value in a JSON text, so that a problem names its place."""

import json
import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass
class Places:
    """Where the values of one JSON text begin, and which keys an object holds twice."""

    lines: dict[Path, int] = field(default_factory=dict)
    repeated: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that exists."""
        while path not in self.lines:
            if not path:
                return 1
            path = path[:-1]
        return self.lines[path]


@dataclass
class _Level:
    """An object or list that is open at this point of the text."""

    path: Path
    is_object: bool
    next: str | int | None
    keys: set[str] = field(default_factory=set)

    @property
    def here(self) -> Path:
        return self.path if self.next is None else (*self.path, self.next)


def places_in(text: str) -> Places:
    """The places of a text that is known to be valid JSON."""
    places = Places()
    levels: list[_Level] = []
    line = end = 0
    for token in TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end = token.start()
        _take(places, levels, token[0], line + 1)
    return places


def _take(places: Places, levels: list[_Level], token: str, line: int) -> None:
    level = levels[-1] if levels else None
    if token in "}]":
        levels.pop()
    elif token == ",":
        if level and not level.is_object:
            level.next = int(level.next or 0) + 1
        elif level:
            level.next = None
    elif token == ":":
        return
    elif level and level.is_object and level.next is None:
        key: str = json.loads(token)
        level.next = key
        places.lines[level.here] = line
        if key in level.keys:
            places.repeated.append((line, key))
        level.keys.add(key)
    else:
        path = level.here if level else ()
        places.lines.setdefault(path, line)
        if token in "{[":
            levels.append(_Level(path, token == "{", None if token == "{" else 0))
