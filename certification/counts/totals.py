"""What a page asks of one figure at once, so that its units are worked out once for all of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from certification.counts import queries
from certification.counts.export import RELATED
from certification.counts.models import CountingRule
from certification.counts.rules import MISSING, Filters


@dataclass(frozen=True)
class Totals:
    """A figure with what is claimed beside it, and its lines by country and year (R64)."""

    evidenced: int
    claimed: int
    countries: Counter[str]
    years: Counter[int]

    @property
    def value(self) -> int:
        """What was asked for: those with evidence, or those without."""
        return self.countries.total()

    def by_country(self) -> list[tuple[str, int]]:
        """Largest first; the empty code, last, is *not attributable* (R19)."""
        return sorted(self.countries.items(), key=lambda row: (row[0] == "", -row[1], row[0]))

    def by_year(self) -> list[tuple[int, int]]:
        return sorted(self.years.items())


def totals_of(rule: CountingRule, filters: Filters, *, as_of: date) -> Totals:
    """Everything about a figure that one grouping answers."""
    year = ExtractYear("completed_at", tzinfo=ZoneInfo(rule.zone))
    rows = (
        queries.claimed(rule, filters, as_of=as_of)
        .order_by()
        .annotate(year=year)
        .values_list("is_evidenced", "at_country", "year")
        .annotate(n=Count("pk"))
    )
    numbers: Counter[bool] = Counter()
    countries: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for is_evidenced, country, in_year, number in rows:
        numbers[is_evidenced] += number
        if is_evidenced == (filters.evidence != MISSING):
            countries[country] += number
            years[in_year] += number
    return Totals(numbers[True], numbers.total(), countries, years)


def value_and_claimed(rule: CountingRule, filters: Filters, *, as_of: date) -> tuple[int, int]:
    found = queries.claimed(rule, filters, as_of=as_of).aggregate(
        value=Count("pk", filter=Q(is_evidenced=True)), claimed=Count("pk")
    )
    return found["value"], found["claimed"]


class UnitPaginator(Paginator):
    """Pages of a list: which units stand on a page is found first, then those alone are read.

    So no page reads who else counts, however far down it is.
    """

    def __init__(
        self, units: queries.Attributed, per_page: int, rule: CountingRule, filters: Filters
    ) -> None:
        super().__init__(units, per_page)
        self.rule, self.filters = rule, filters

    def page(self, number):
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", "enrolment", "version"))
        places = queries.places(self.rule, self.filters.known_at).filter(
            Q(enrolment__in=[enrolment for _pk, enrolment, _version in keys if enrolment])
            | Q(version__in=[version for _pk, _enrolment, version in keys if version])
        )
        rows = queries.attributed(places, self.rule).select_related(*RELATED)
        read = {row.pk: row for row in rows}
        page.object_list = [read[pk] for pk, _enrolment, _version in keys]
        return page
