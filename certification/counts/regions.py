"""Puts counted units into the regions of one version and level of NUTS (R23, R24)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from certification.counts.attributable import missing
from certification.counts.models import CountingRule
from certification.counts.nuts import COUNTRY, DIFFERENTLY, Nuts, country_of, shipped
from certification.counts.rules import NOT_ATTRIBUTABLE
from lms.people.countries import country_name
from lms.people.models import Region

OUTSIDE = "outside"  # a country without NUTS in that version
OWN = "own"  # each country at the level that the rule names for it
USUAL_LEVEL = 2
WRITTEN = re.compile(r"^([0-9]{4})/([0-9]|own)/([A-Z]{2}[A-Z0-9]{0,3}|-|outside)$")


@dataclass(frozen=True)
class Scale:
    """The version and the level of NUTS in which regions are told; None: that of each country."""

    version: int
    level: int | None

    @property
    def is_known(self) -> bool:
        nuts = shipped()
        if self.version not in nuts.versions:
            return False
        return self.level is None or self.level in nuts.levels(self.version)

    @property
    def told_level(self) -> str:
        return OWN if self.level is None else str(self.level)

    def level_in(self, country: str, rule: CountingRule) -> int:
        if self.level is not None:
            return self.level
        return int(rule.levels.get(country, USUAL_LEVEL))

    def line(self, code: str) -> str:
        """The line of a code, as an address carries it."""
        return f"{self.version}/{self.told_level}/{code}"

    def name(self, code: str) -> str:
        """A region's name; at level 0 that of the country, in the language of the reader."""
        if len(code) == COUNTRY:
            own = {nuts: iso for iso, nuts in DIFFERENTLY.items()}
            return country_name(own.get(code, code))
        return shipped().name(code, self.version)


@dataclass(frozen=True)
class ByRegion:
    """Lines by code; with what is in no region and what lies outside NUTS they add up (R19, R24)."""

    lines: dict[str, int]
    not_attributable: int
    outside: dict[str, int]  # by country

    @property
    def total(self) -> int:
        return sum(self.lines.values()) + self.not_attributable + sum(self.outside.values())


def read_line(text: str) -> tuple[Scale, str] | None:
    """The line that an address asks for; None where there is no such version, level or code."""
    found = WRITTEN.match(text)
    if not found:
        return None
    scale = Scale(int(found[1]), None if found[2] == OWN else int(found[2]))
    return (scale, found[3]) if scale.is_known else None


def line_of(
    country: str, region: Region | None, scale: Scale, rule: CountingRule, nuts: Nuts
) -> str:
    """The region of a unit, or why it is in none."""
    nation = region.country if region else country
    if nation and not nuts.has_country(nation, scale.version):
        return OUTSIDE
    to, level = scale.version, scale.level_in(nation, rule)
    if region:
        found = nuts.region(region.code, region.nuts_version, to=to, level=level)
        # The country of a code that is in no list is known all the same.
        if found is None and level == 0 and nation:
            found = country_of(nation)
    else:
        found = nuts.region("", to, to=to, level=level, country=country)
    return found or NOT_ATTRIBUTABLE


def by_region(units: QuerySet[Any], rule: CountingRule, scale: Scale) -> ByRegion:
    """How many units lie in each region; a record that is not whole lies in none (R19)."""
    lines: dict[str, int] = {}
    outside: dict[str, int] = {}
    total = units.count()
    whole = units.exclude(missing(rule))
    rows = whole.order_by().values_list("at_country", "at_region").annotate(n=Count("pk"))
    for country, region, number in _with_regions(list(rows)):
        line = line_of(country, region, scale, rule, shipped())
        if line == OUTSIDE:
            nation = region.country if region else country
            outside[nation] = outside.get(nation, 0) + number
        elif line != NOT_ATTRIBUTABLE:
            lines[line] = lines.get(line, 0) + number
    rest = total - sum(lines.values()) - sum(outside.values())
    return ByRegion(dict(sorted(lines.items())), rest, dict(sorted(outside.items())))


def in_line(units: QuerySet[Any], rule: CountingRule, text: str) -> QuerySet[Any]:
    """The units of one line of `by_region`; none for a line that there cannot be."""
    asked = read_line(text)
    if asked is None:
        return units.none()
    scale, code = asked
    rows = units.order_by().values_list("at_country", "at_region").annotate(n=Count("pk"))
    condition = Q(pk__in=[])
    for country, region, _number in _with_regions(list(rows)):
        if line_of(country, region, scale, rule, shipped()) == code:
            condition |= _of(country, region)
    if code == NOT_ATTRIBUTABLE:
        return units.filter(condition | missing(rule))
    return units.filter(condition).exclude(missing(rule))


def _of(country: str, region: Region | None) -> Q:
    if region is None:
        return Q(at_country=country, at_region__isnull=True)
    return Q(at_country=country, at_region=region.pk)


def _with_regions(
    rows: list[tuple[str, int | None, int]],
) -> Iterator[tuple[str, Region | None, int]]:
    regions = Region.objects.in_bulk({key for _country, key, _number in rows if key})
    for country, key, number in rows:
        yield country, regions[key] if key else None, number
