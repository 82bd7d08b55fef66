"""A figure in two numbers, and pages of its list that read no more than themselves."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Q

from certification.counts import queries
from certification.counts.export import RELATED
from certification.counts.models import CountingRule
from certification.counts.rules import Filters


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
