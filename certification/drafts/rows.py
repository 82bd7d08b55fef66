"""Rows of requirements, which may hold others: read from a form, moved, added and taken away.

A row is found by its path, like `r2-0`: the first part of the third row. Its fields begin with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certification.drafts.shapes import as_value
from certification.schemes.models import Requirement
from certification.schemes.requirements import kinds

Row = dict[str, Any]
Rows = list[Row]
ROOT = "r"
MOST = 100  # rows beside one another


def rows_from(post: Mapping[str, str], path: str = ROOT) -> Rows:
    """The rows of a form, as a file would say them; what was left empty is left out."""
    rows: Rows = []
    while (kind := post.get(f"{below(path, len(rows))}-kind", "")) in kinds() and len(rows) < MOST:
        rows.append(_row(post, below(path, len(rows)), kind, is_part=path != ROOT))
    return rows


def _row(post: Mapping[str, str], here: str, kind: str, *, is_part: bool) -> Row:
    parameters: Row = {}
    for each in kinds()[kind].parameters:
        value = as_value(each.shape, post.get(f"{here}-{each.name}", ""))
        if value is not None:
            parameters[each.name] = value
    if kinds()[kind].is_composed:
        parameters["of"] = rows_from(post, here)
    row: Row = {"kind": kind, "parameters": parameters}
    return row if is_part else {"purpose": post.get(f"{here}-purpose", "")} | row


def below(path: str, number: int) -> str:
    return f"{path}{number}" if path == ROOT else f"{path}-{number}"


@dataclass(frozen=True)
class Change:
    """What a button asks for, like `up r2-0`, and the path at which the row is afterwards."""

    verb: str
    path: str

    @classmethod
    def asked(cls, text: str) -> "Change":
        verb, _space, path = text.partition(" ")
        return cls(verb, path)

    def made(self, rows: Rows, new_kind: str = "") -> str:
        """Changes the rows in place; what cannot be done changes nothing."""
        if self.verb == "add":
            return self._added(rows, new_kind)
        place = _place(rows, self.path)
        if place is None:
            return ""
        beside, number, above = place
        if self.verb == "remove":
            del beside[number]
            return "" if above == ROOT else above
        other = number + {"up": -1, "down": 1}.get(self.verb, 0)
        if not 0 <= other < len(beside):
            return self.path
        beside[number], beside[other] = beside[other], beside[number]
        return below(above, other)

    def _added(self, rows: Rows, kind: str) -> str:
        beside = rows if self.path == ROOT else _parts(rows, self.path)
        if beside is None or kind not in kinds() or len(beside) >= MOST:
            return ""
        row: Row = {"kind": kind, "parameters": {"of": []} if kinds()[kind].is_composed else {}}
        if self.path == ROOT:
            row = {"purpose": Requirement.Purpose.GRANT.value} | row
        beside.append(row)
        return below(self.path, len(beside) - 1)


def _place(rows: Rows, path: str) -> tuple[Rows, int, str] | None:
    """The rows among which one stands, its number there, and the path above."""
    if not path.startswith(ROOT):
        return None
    beside, above = rows, ROOT
    numbers = path.removeprefix(ROOT).split("-")
    if not all(number.isdecimal() and len(number) < 4 for number in numbers):
        return None
    for number in map(int, numbers[:-1]):
        if number >= len(beside):
            return None
        above, beside = below(above, number), beside[number]["parameters"].get("of", [])
    last = int(numbers[-1])
    return (beside, last, above) if last < len(beside) else None


def _parts(rows: Rows, path: str) -> Rows | None:
    place = _place(rows, path)
    return place[0][place[1]]["parameters"].get("of") if place else None


def in_words(row: Row) -> str:
    """A requirement in a line: its kind, and what it was given."""
    kind = kinds().get(row.get("kind", ""))
    if kind is None:
        return str(row.get("kind", ""))
    parameters = row.get("parameters", {})
    said = [
        f"{each.label}: {_short(parameters[each.name])}"
        for each in kind.parameters
        if each.name in parameters
    ]
    parts = [in_words(part) for part in parameters.get("of", [])]
    text = str(kind.title) + (f" ({'; '.join(said)})" if said else "")
    return f"{text}: {' – '.join(parts)}" if parts else text


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
