"""One slide for a policy officer: people trained by country and by year, with the rule as footnote.

Everybody may see it. Who may not read the full figures sees it without small cells (R20), and as of
the end of the last quarter, so that two visits cannot be subtracted from each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.counts.summaries import sums_of
from certification.counts.suppression import Shown, without_small_cells
from certification.dashboards import queries
from lms.people.countries import country_name

COUNTRIES, YEARS = 12, 6  # lines that a slide has room for


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    numbers: list[int | None]  # by role; None: put together with others

    @property
    def shown(self) -> int:
        return sum(number or 0 for number in self.numbers)


@dataclass(frozen=True)
class Table:
    """Lines with a number for each role, and the sum of all others; None: too small to be shown."""

    lines: list[Line]
    together: list[int | None]

    @property
    def has_others(self) -> bool:
        return any(number != 0 for number in self.together)


@dataclass(frozen=True)
class Slide:
    rule: CountingRule
    as_of: date
    is_full: bool
    roles: list[str]
    totals: list[int | None]
    countries: Table
    years: Table
    known_at: datetime | None

    @property
    def footnote(self) -> str:
        """No figure goes without its rule and its day (R11); the roles overlap (R17)."""
        said = {"version": self.rule.version, "day": date_format(self.as_of, "j F Y")}
        parts = [
            f"{self.rule.title}, " + _("version %(version)s, as of %(day)s.") % said,
            self.rule.text,
            _("Somebody may be trained in both roles, so the columns must not be added."),
        ]
        if self.known_at:
            moment = date_format(localtime(self.known_at), "j F Y, H:i")
            parts.append(_("As it was known on %s.") % moment)
        if not self.is_full:
            parts.append(
                _("Small numbers are put together with others, so that nobody is found in them.")
            )
        return " ".join(parts)


def slide(rule: CountingRule, as_of: date, *, is_full: bool, now: datetime) -> Slide:
    """`is_full` for who may read the full figures."""
    roles = queries.roles()
    found = [sums_of(rule, Filters(role=role), as_of=as_of, now=now) for role, _label in roles]
    # By code, as between equals the code decides which line is put together with others: by names
    # it would be another one in another language, and two readings would give a small line away.
    countries = [dict(each.by_country()) for each in found]
    years = [{str(year): number for year, number in each.by_year()} for each in found]
    fewest = 0 if is_full else rule.fewest_shown
    return Slide(
        rule=rule,
        as_of=as_of,
        is_full=is_full,
        known_at=min((each.known_at for each in found if each.known_at), default=None),
        roles=[label for _role, label in roles],
        totals=[without_small_cells(each, fewest).total for each in countries],
        countries=table(countries, fewest, COUNTRIES, lambda line: (-line.shown, line.name), _name),
        years=table(years, fewest, YEARS, lambda line: -int(line.name)),
    )


def _name(code: str) -> str:
    return country_name(code) if code else _("not attributable")


def table(
    numbers: list[dict[str, int]],
    fewest: int,
    most: int,
    order: Callable[[Line], Any],
    named: Callable[[str], str] = str,
) -> Table:
    """At most so many lines, in an order that only what is shown decides; the others together."""
    shown = [without_small_cells(each, fewest) for each in numbers]
    codes = {code for each in numbers for code in each}
    lines = [
        Line(
            code,
            named(code),
            [_number(code, each, said) for each, said in zip(shown, numbers, strict=True)],
        )
        for code in codes
    ]
    lines = sorted((line for line in lines if line.shown), key=order)[:most]
    kept = {line.code for line in lines}
    together = [
        None
        if each.total is None
        else each.others + sum(n for code, n in each.lines.items() if code not in kept)
        for each in shown
    ]
    return Table(lines, together)


def _number(name: str, shown: Shown, numbers: dict[str, int]) -> int | None:
    return shown.lines.get(name, None if numbers.get(name) else 0)
