"""Decides which NUTS region of another version a code stands for, or that nobody can say (R23, R24).

Codes and changes are code lists in content/nuts (decision 0021). A region that was split, or whose
boundary moved, has several successors; it is attributed where all of them lie in one region of the
level asked for, else refused. Nothing is guessed: what is not in the list is not attributable.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "content" / "nuts"
COUNTRY = 2  # letters of a country; each level adds one character
DIFFERENTLY = {"GR": "EL", "GB": "UK"}  # NUTS has its own codes for two countries


@dataclass(frozen=True)
class Nuts:
    """Names by code for each version, and what a code became in a neighbouring version."""

    names: Mapping[int, Mapping[str, str]]
    became: Mapping[tuple[int, int], Mapping[str, frozenset[str]]]

    @property
    def versions(self) -> list[int]:
        return sorted(self.names)

    def levels(self, version: int) -> list[int]:
        """Those that the list of this version knows."""
        return sorted({level_of(code) for code in self.names[version]})

    def name(self, code: str, version: int) -> str:
        return self.names[version].get(code, code)

    def has_country(self, country: str, version: int) -> bool:
        return country_of(country) in self.names[version]

    def region(
        self, code: str, version: int, *, to: int, level: int, country: str = ""
    ) -> str | None:
        """The region at that level of version `to` in which all of the region lies; None: refused.

        Without a code, or with one that the level asked for divides further, it is the only region
        that there is at that level, as in Luxembourg, whose country stands for all its levels.
        """
        starts = code or country_of(country)
        if not code:
            version = to
        if version not in self.names or to not in self.names:
            return None
        for start in _upwards(starts, level):
            found = self._at(start, version, to)
            regions = {region for each in found for region in self._on_level(each, to, level)}
            if len(regions) == 1:
                return regions.pop()
        return None

    def _at(self, code: str, version: int, to: int) -> frozenset[str]:
        """Every region of version `to` in which parts of it may lie; none: nobody can say."""
        if code not in self.names[version]:
            return frozenset()
        path = [each for each in self.versions if min(version, to) <= each <= max(version, to)]
        steps = path if version <= to else path[::-1]
        codes = frozenset([code])
        for here, there in pairwise(steps):
            found = [self._next(each, here, there) for each in codes]
            if not all(found):
                return frozenset()
            codes = frozenset().union(*found)
        return codes

    def _next(self, code: str, here: int, there: int) -> frozenset[str]:
        became = self.became.get((here, there), {}).get(code)
        if became:
            return became
        if code in self.names[there]:
            return frozenset([code])
        children = [each for each in self.names[here] if each[:-1] == code]
        found = [self._next(child, here, there) for child in children]
        if not found or not all(found):
            return frozenset()
        return frozenset(each[: len(code)] for each in frozenset().union(*found))

    def _on_level(self, code: str, version: int, level: int) -> Iterable[str]:
        """Its parent at that level; of something larger, the regions into which it is divided."""
        length = level + COUNTRY
        if len(code) >= length:
            return [code[:length]]
        return [
            each for each in self.names[version] if len(each) == length and each.startswith(code)
        ]


def level_of(code: str) -> int:
    return len(code) - COUNTRY


def country_of(country: str) -> str:
    """The country as NUTS writes it."""
    return DIFFERENTLY.get(country, country)


def _upwards(code: str, level: int) -> list[str]:
    """The code, then its parents as far as they tell the level; one that is larger, by itself."""
    lengths = range(len(code), max(level + COUNTRY, COUNTRY) - 1, -1)
    return [code[:length] for length in lengths] or [code]


@cache
def shipped() -> Nuts:
    """The lists that come with the project."""
    names: dict[int, dict[str, str]] = {}
    for row in _rows("regions.csv"):
        for version in row["versions"].split():
            names.setdefault(int(version), {})[row["code"]] = row["name"]
    became: dict[tuple[int, int], dict[str, set[str]]] = {}
    for row in _rows("changes.csv"):
        old, new = int(row["from_version"]), int(row["to_version"])
        for way, start, end in (
            ((old, new), row["from_code"], row["to_code"]),
            ((new, old), row["to_code"], row["from_code"]),
        ):
            became.setdefault(way, {}).setdefault(start, set()).add(end)
    frozen = {
        way: {code: frozenset(codes) for code, codes in of.items()} for way, of in became.items()
    }
    return Nuts(names, frozen)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
