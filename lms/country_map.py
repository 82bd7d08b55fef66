"""A map of countries coloured by numbers, drawn by a template as SVG beside the table of the numbers.

Shapes come from content/country_map.json, which scripts/country_map.py made: Europe and the lands
around the Mediterranean. Countries that are not on it stand in the table alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lms.people.countries import country_name

LEVELS = 4  # depths of colour above none


@dataclass(frozen=True)
class Land:
    """A country on the map; `level` is 0 where it has no number, else 1 to LEVELS."""

    name: str
    path: str
    level: int
    value: int
    x: int
    y: int


@dataclass(frozen=True)
class CountryRow:
    """A line of the table."""

    name: str
    value: int
    url: str


@dataclass(frozen=True)
class CountryMap:
    """`code` names its elements in the page; `title` says what is counted."""

    code: str
    title: str
    width: int
    height: int
    lands: list[Land]
    rows: list[CountryRow]
    licence: str

    @property
    def counted(self) -> list[Land]:
        return [land for land in self.lands if land.value]


def country_map(code: str, title: str, numbers: Sequence[tuple[str, int, str]]) -> CountryMap:
    """A map of (country code, number, address of its list); numbers of a country stand together.

    The depth of a colour is the share of the largest number, in equal steps.
    """
    drawn = _shapes()
    values = {country: value for country, value, _url in numbers if value > 0}
    largest = max(values.values(), default=1)
    lands = [
        Land(
            name=country_name(country),
            path=shape["path"],
            level=ceil(LEVELS * values.get(country, 0) / largest),
            value=values.get(country, 0),
            x=shape["x"],
            y=shape["y"],
        )
        for country, shape in drawn["countries"].items()
    ]
    rows = [
        CountryRow(country_name(country) or _("not attributable"), value, url)
        for country, value, url in numbers
    ]
    rows.sort(key=lambda row: (-row.value, row.name))
    return CountryMap(code, title, drawn["width"], drawn["height"], lands, rows, drawn["licence"])


@cache
def _shapes() -> dict[str, Any]:
    path = settings.BASE_DIR / "content" / "country_map.json"
    return json.loads(path.read_text(encoding="utf-8"))
