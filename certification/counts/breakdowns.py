"""Lines that a figure is broken down into, and what no line can hold (R19)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth, TruncYear

from certification.counts import queries
from certification.counts.attributable import missing
from certification.counts.models import CountingRule
from certification.counts.regions import Scale, by_region
from certification.counts.rules import Filters, bound_of
from courses.enrolment.models import Enrolment

COUNTRY, REGION, ROLE, PROJECT, YEAR, MONTH = (
    "country",
    "region",
    "role",
    "project",
    "year",
    "month",
)
BY = (COUNTRY, REGION, ROLE, PROJECT, YEAR, MONTH)
FORMS = {YEAR: "%Y", MONTH: "%Y-%m"}


@dataclass(frozen=True)
class Breakdown:
    """The number of each line, by its code; lines of roles overlap, all others add up (R17)."""

    lines: dict[str, int]
    not_attributable: int
    outside_nuts: int = 0  # units of countries that have no NUTS (R24)


def broken_down(
    rule: CountingRule, filters: Filters, by: str, *, as_of: date, scale: Scale | None = None
) -> Breakdown:
    """The figure by country, region, role, project, year or month.

    A record in which something compulsory is missing is in the total and in no line (R19). By role
    each person counts once in every role they were trained for (R17). Regions stand in the version
    and at the level of `scale`, and without one as they were written.
    """
    if by == ROLE:
        return _by_role(rule, filters, as_of)
    units = queries.trained(rule, filters, as_of=as_of)
    if by == REGION and scale:
        found = by_region(units, rule, scale)
        return Breakdown(found.lines, found.not_attributable, sum(found.outside.values()))
    total = units.count()
    lines = _lines(_whole(units, rule), by, rule, filters)
    return Breakdown(lines, total - sum(lines.values()))


def _whole(units: queries.Attributed, rule: CountingRule) -> queries.Attributed:
    """Those in which nothing compulsory is missing."""
    return units.exclude(missing(rule)) if rule.compulsory else units


def _by_role(rule: CountingRule, filters: Filters, as_of: date) -> Breakdown:
    lines = {}
    for role in [filters.role] if filters.role else Enrolment.Role.values:
        units = queries.trained(rule, filters.with_(role=role), as_of=as_of)
        number = _whole(units, rule).count()
        if number:
            lines[str(role)] = number
    units = queries.trained(rule, filters, as_of=as_of)
    return Breakdown(lines, units.count() - _whole(units, rule).count())


def _lines(
    units: queries.Attributed, by: str, rule: CountingRule, filters: Filters
) -> dict[str, int]:
    if by in FORMS:
        return _by_period(units, by, queries.zone_of(rule, filters))
    named: QuerySet[Any] = units.order_by()
    if by == PROJECT:
        before = bound_of(filters, rule.zone)
        named = queries.eligible(named, before).annotate(line=F("project__code"))
    elif by == REGION:
        named = named.filter(at_region__isnull=False).annotate(line=F("at_region"))
    else:
        named = named.exclude(at_country="").annotate(line=F("at_country"))
    rows = dict(named.values_list("line").annotate(n=Count("pk")).order_by("line"))
    return _by_code(rows) if by == REGION else rows


def _by_code(rows: dict[int, int]) -> dict[str, int]:
    """Lines of regions by code; what is written in several versions of NUTS has its version (R23)."""
    regions = list(queries.regions(rows))
    codes = [region.code for region in regions]
    lines = {}
    for region in regions:
        is_one = codes.count(region.code) == 1
        name = region.code if is_one else f"{region.code} ({region.nuts_version})"
        lines[name] = rows[region.pk]
    return dict(sorted(lines.items()))


def _by_period(units: queries.Attributed, by: str, zone: str) -> dict[str, int]:
    trunc = TruncYear if by == YEAR else TruncMonth
    start = trunc("completed_at", tzinfo=ZoneInfo(zone))
    rows = units.order_by().annotate(line=start).values_list("line").annotate(n=Count("pk"))
    return {line.strftime(FORMS[by]): number for line, number in sorted(rows)}
