"""Sums of a counting rule by country and month: counted now, or kept where that takes long.

A kept summary says when it was known, and the figure asked as it was known then is the same number
(R27), so the list behind it is as long as it says. `check_counts` counts each of them again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from certification.counts import queries
from certification.counts.models import CountingRule, Summary
from certification.counts.rules import MISSING, NOT_ATTRIBUTABLE, Filters, local_day
from courses.enrolment.models import Enrolment
from lms.people.models import Person

SLOW_MS = 1000  # what is counted faster is counted each time
RENEWED_AFTER, USED_FOR = timedelta(minutes=10), timedelta(minutes=30)


@dataclass(frozen=True, order=True)
class Line:
    """So many units; an empty country is not attributable (R19)."""

    country: str
    month: date  # its first day, in the zone of the rule (R26)
    is_evidenced: bool
    is_erased: bool
    number: int


@dataclass(frozen=True)
class Sums:
    """A figure with what is claimed beside it (R64), and its lines by country and month."""

    rule: CountingRule
    filters: Filters
    as_of: date
    lines: tuple[Line, ...]
    known_at: datetime | None = None  # kept since then; None: counted now

    @property
    def claimed(self) -> int:
        return sum(line.number for line in self.lines)

    @property
    def shown(self) -> list[Line]:
        """What was asked for: those with evidence, or those without."""
        is_evidenced = self.filters.evidence != MISSING
        return [line for line in self.lines if line.is_evidenced == is_evidenced]

    @property
    def value(self) -> int:
        return sum(line.number for line in self.shown)

    @property
    def missing(self) -> int:
        return sum(line.number for line in self.lines if not line.is_evidenced)

    @property
    def erased(self) -> int:
        """Of people who were removed at their own request, and count as before (R4)."""
        return sum(line.number for line in self.shown if line.is_erased)

    def by_country(self) -> list[tuple[str, int]]:
        """Largest first; the empty code, last, is *not attributable* (R19)."""
        found = self._by(lambda line: line.country)
        return sorted(found.items(), key=lambda row: (row[0] == "", -row[1], row[0]))

    def by_year(self) -> list[tuple[int, int]]:
        return sorted(self._by(lambda line: line.month.year).items())

    def by_month(self) -> Counter[date]:
        return self._by(lambda line: line.month)

    def _by(self, key: Callable[[Line], Any]) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for line in self.shown:
            found[key(line)] += line.number
        return found

    def address(self, **changes: Any) -> str:
        """The list behind the figure, or behind one line of it, known as the figure was."""
        known_at = self.known_at or self.filters.known_at
        asked = self.filters.with_(known_at=known_at, **changes).query()
        version = {"rule": self.rule.code, "version": str(self.rule.version)}
        day = {"as_of": self.as_of.isoformat()}
        return f"{reverse('counts:people')}?{urlencode(asked | version | day)}"


def sums_of(rule: CountingRule, filters: Filters, *, as_of: date, now: datetime) -> Sums:
    """The kept summary where counting is slow and one is recent; otherwise counted now."""
    plain = Filters(filters.role, filters.country, filters.year, evidence=filters.evidence)
    kept = None
    if filters == plain:
        kept = Summary.objects.filter(
            rule=rule,
            role=filters.role,
            as_of=as_of,
            known_at__gt=now - USED_FOR,
            took_ms__gte=SLOW_MS,
        ).first()
    if kept is None:
        return Sums(rule, filters, as_of, lines_of(rule, filters, as_of))
    lines = tuple(line for line in read(kept.lines) if _is_asked(line, filters))
    return Sums(rule, filters, as_of, lines, kept.known_at)


def _is_asked(line: Line, filters: Filters) -> bool:
    country = "" if filters.country == NOT_ATTRIBUTABLE else filters.country
    if filters.country and line.country != country:
        return False
    return not filters.year or line.month.year == filters.year


def lines_of(rule: CountingRule, filters: Filters, as_of: date) -> tuple[Line, ...]:
    """Counted now, by one query."""
    units = queries.claimed(rule, filters, as_of=as_of)
    removed = Q(person__in=Person.objects.filter(erased_at__isnull=False))
    rows = (
        units.order_by()
        .annotate(
            month=TruncMonth("completed_at", tzinfo=ZoneInfo(rule.zone)),
            is_erased=ExpressionWrapper(removed, BooleanField()),
        )
        .values_list("at_country", "month", "is_evidenced", "is_erased")
        .annotate(n=Count("pk"))
    )
    lines = [
        Line(country, month.date(), bool(is_evidenced), bool(is_erased), number)
        for country, month, is_evidenced, is_erased, number in rows
    ]
    return tuple(sorted(lines))


def written(lines: Iterable[Line]) -> list[list[Any]]:
    return [
        [line.country, line.month.isoformat(), line.is_evidenced, line.is_erased, line.number]
        for line in lines
    ]


def read(rows: list[list[Any]]) -> Iterator[Line]:
    for country, month, is_evidenced, is_erased, number in rows:
        yield Line(country, date.fromisoformat(month), is_evidenced, is_erased, number)


def end_of_last_quarter(today: date) -> date:
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)


def wanted(now: datetime) -> list[tuple[CountingRule, str, date]]:
    """What the dashboard and the slide ask, of the programme's own rule."""
    found = []
    for rule in queries.newest_rules()[:1]:
        today = local_day(now, rule.zone)
        for day in (today, today - timedelta(days=1), end_of_last_quarter(today)):
            found += [(rule, role, day) for role in ("", *Enrolment.Role.values)]
    return found


def untrue() -> list[Summary]:
    """Kept summaries that a count of the same question, as it was known then, does not bear out."""
    return [
        each
        for each in Summary.objects.select_related("rule")
        if tuple(read(each.lines))
        != lines_of(each.rule, Filters(role=each.role, known_at=each.known_at), each.as_of)
    ]


@dataclass(frozen=True)
class Figure:
    """A number that never goes without its rule and its as-of date (R11)."""

    label: str
    value: int
    url: str
    rule: CountingRule | None  # none for labels: each organisation once, at its first award
    as_of: date
    known_at: datetime | None = None


def headline_figures(
    as_of: date, *, now: datetime, ask: Callable[[CountingRule, Filters], Sums] | None = None
) -> list[Figure]:
    """The four figures that the scheme reports: instructors, managers, bronze, gold.

    `ask` for who asks the same sums for something else as well, and keeps them.
    Without a counting rule there are none, since no figure goes without its rule (R11).
    """
    rule = CountingRule.objects.filter(code=queries.DEFAULT_RULE).order_by("-version").first()
    if rule is None:
        return []
    ask = ask or partial(sums_of, as_of=as_of, now=now)
    figures = []
    for role, label in (
        (Enrolment.Role.INSTRUCTOR, _("new instructors")),
        (Enrolment.Role.MANAGER, _("cluster managers trained")),
    ):
        sums = ask(rule, Filters(role=role))
        figures.append(Figure(label, sums.value, sums.address(), rule, as_of, sums.known_at))
    for level, label in (
        ("bronze", _("organisations with a bronze label")),
        ("gold", _("organisations with a gold label")),
    ):
        url = f"{reverse('counts:labels', args=[level])}?{urlencode({'as_of': as_of.isoformat()})}"
        count = queries.labelled(level, as_of).count()
        figures.append(Figure(label, count, url, None, as_of))
    return figures
