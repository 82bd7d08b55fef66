"""Trained counts for everybody: what the public slide says, without small cells (R20).

There is nothing to ask for, as answers to several questions could be subtracted from each other.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from certification.counts.queries import DEFAULT_RULE, newest_rules
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from certification.counts.summaries import end_of_last_quarter, sums_of
from certification.counts.suppression import Shown, without_small_cells
from certification.dashboards.queries import roles
from lms.api.access import Token
from lms.api.counts import REFUSALS
from lms.api.rules import COUNTS_PUBLIC
from lms.errors import Refused

router = Router(tags=["counts"], auth=Token(COUNTS_PUBLIC))


class Table(Schema):
    """Lines that are large enough, and the sum of `hidden` others; no total: all of it is too small."""

    lines: dict[str, int]
    others: int
    hidden: int
    total: int | None


class ForRole(Schema):
    role: str
    by_country: Table
    by_year: Table


class PublicAnswer(Schema):
    rule: str
    rule_version: int
    as_of: date
    fewest_shown: int
    roles: list[ForRole]


@router.get(
    "/counts/public",
    response={200: PublicAnswer, **REFUSALS},
    url_name="public_counts",
    summary="People trained by country and by year, without small cells",
)
def public_counts(request: HttpRequest) -> dict[str, Any]:
    """As of the end of the last quarter, by the programme's own rule; roles are not to be added."""
    rule = next((each for each in newest_rules() if each.code == DEFAULT_RULE), None)
    if rule is None:
        raise Refused("rule_unknown", _("There is no counting rule of the programme yet."), "R11")
    as_of = end_of_last_quarter(timezone.localdate())
    told = []
    for role, _label in roles():
        found = sums_of(rule, Filters(role=role), as_of=as_of, now=timezone.now())
        years = {str(year): number for year, number in found.by_year()}
        told.append(
            {
                "role": role,
                "by_country": _table(
                    without_small_cells(dict(found.by_country()), rule.fewest_shown)
                ),
                "by_year": _table(without_small_cells(years, rule.fewest_shown)),
            }
        )
    return {
        "rule": rule.code,
        "rule_version": rule.version,
        "as_of": as_of,
        "fewest_shown": rule.fewest_shown,
        "roles": told,
    }


def _table(shown: Shown) -> dict[str, Any]:
    lines = {code or NOT_ATTRIBUTABLE: number for code, number in sorted(shown.lines.items())}
    return {
        "lines": lines,
        "others": shown.others,
        "hidden": shown.hidden,
        "total": shown.total,
    }
