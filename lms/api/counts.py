"""Trained counts as JSON: a figure with its rule, and the list whose length it is."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from certification.counts import queries
from certification.counts.breakdowns import Breakdown, broken_down
from certification.counts.disputes.queries import disputed_among
from certification.counts.models import CompletedPlace
from certification.counts.rules import MISSING, bound_of
from certification.counts.totals import UnitPaginator, value_and_claimed
from courses.deliveries.auditing import scope_of
from lms.api import asking
from lms.api.access import Token
from lms.api.asking import Asked
from lms.api.rules import COUNTS_READ
from lms.errors import Refused

SIZE, LARGEST = 100, 1000
router = Router(tags=["counts"], auth=Token(COUNTS_READ))


class Question(Schema):
    """What a figure is asked; every other parameter is refused."""

    rule: str = Field("", description="Code of the counting rule, such as esf or eea.")
    project: str = Field("", description="Code of a project.")
    role: str = Field("", description="manager or instructor; empty: any.")
    from_: str = Field("", alias="from", description="First day, in the zone of project or rule.")
    to: str = Field("", description="First day after the period.")
    as_of: str = Field("", description="The last day of which anything is known; empty: today.")
    known_at: str = Field(
        "", description="A day or a moment: as it was known then; empty: as it is known now."
    )
    by: str = Field("", description="country, region, role, project, year or month.")
    nuts_version: str = Field(
        "", description="2010, 2013, 2016, 2021 or 2024, with by=region; empty: as written."
    )
    nuts_level: str = Field(
        "", description="0 to 3, or own: as the rule names it for each country; empty: 2."
    )


class ListQuestion(Question):
    version: str = Field("", description="Version of the rule; empty: the newest.")
    evidence: str = Field("", description="missing: claimed, not evidenced.")
    page: str = Field("", description="From 1 on.")
    size: str = Field("", description="Rows on a page, at most 1000.")


class Answer(Schema):
    """A figure: `value` units with evidence, `claimed` those and the ones without."""

    value: int
    claimed: int
    rule: str
    rule_version: int
    as_of: date
    filters: dict[str, str]
    breakdown: dict[str, int]
    not_attributable: int
    outside_nuts: int | None = Field(None, description="With nuts_version: units of no region.")
    people: str


class Problem(Schema):
    detail: str


class Row(Schema):
    person: str
    family_name: str
    given_name: str
    role: str
    country: str
    region: str | None
    nuts_version: int | None
    organisation: str | None
    project: str | None
    counted_on: date
    completed_at: str
    evidenced: bool
    disputed: bool = Field(description="Another project claims the same training of the person.")


class People(Schema):
    """A page of the list; `count` is the length of the whole list."""

    count: int
    next: str | None
    previous: str | None
    rule: str
    rule_version: int
    as_of: date
    filters: dict[str, str]
    results: list[Row]


REFUSALS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


@router.get(
    "/counts",
    response={200: Answer, **REFUSALS},
    exclude_none=True,
    url_name="counts",
    summary="A trained count under a named rule",
)
def counts(request: HttpRequest, question: Query[Question]) -> dict[str, Any]:
    return answer_to(request)


def answer_to(request: HttpRequest) -> dict[str, Any]:
    """The answer to a request that may be asked."""
    asked = _asked(request, _values(request))
    rule, filters, as_of = asked.rule, asked.filters, asked.as_of
    breakdown = Breakdown({}, 0)
    if asked.by:
        breakdown = broken_down(rule, filters, asked.by, as_of=as_of, scale=asked.scale)
    value, claimed = value_and_claimed(rule, filters, as_of=as_of)
    address = reverse("api-1:counted_people") + "?" + urlencode(asked.query())
    return {
        "value": value,
        "claimed": claimed,
        **_named(asked),
        "breakdown": breakdown.lines,
        "not_attributable": breakdown.not_attributable,
        "outside_nuts": breakdown.outside_nuts if asked.scale else None,
        "people": request.build_absolute_uri(address),
    }


@router.get(
    "/counts/people",
    response={200: People, **REFUSALS},
    url_name="counted_people",
    summary="The list behind a count, page by page",
)
def counted_people(request: HttpRequest, question: Query[ListQuestion]) -> dict[str, Any]:
    values = _values(request)
    asked = _asked(request, values, also=asking.OF_LIST)
    filters = asked.filters
    if values.get("evidence"):
        if values["evidence"] != MISSING:
            raise Refused("evidence_unknown", _("“evidence” is missing, or left out."))
        filters = filters.with_(evidence=MISSING)
    units = queries.trained(asked.rule, filters, as_of=asked.as_of)
    size = _number(values, "size", SIZE, LARGEST)
    pages = UnitPaginator(units, size, asked.rule, filters)
    number = _number(values, "page", 1)
    if number > pages.num_pages:
        raise Refused("page_unknown", _("The list has %s pages.") % pages.num_pages)
    page = pages.page(number)
    zone = ZoneInfo(queries.zone_of(asked.rule, filters))
    disputed = disputed_among(page, bound_of(filters, asked.rule.zone))

    def address(other: int) -> str:
        query = values | {"page": str(other)}
        return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")

    return {
        "count": pages.count,
        "next": address(number + 1) if page.has_next() else None,
        "previous": address(number - 1) if page.has_previous() else None,
        **_named(asked),
        "results": [_row(unit, zone, is_disputed=unit.pk in disputed) for unit in page],
    }


def _asked(request: HttpRequest, values: dict[str, str], *, also: tuple[str, ...] = ()) -> Asked:
    """What is asked, within the scope of the token's person; other projects are refused (R60)."""
    asked = asking.read(values, also=also)
    person = getattr(getattr(request, "auth", None), "person", None)
    scope = scope_of(person) if person else None
    if scope is None:
        return asked
    if asked.filters.project not in ("", *scope):
        raise HttpError(HTTPStatus.FORBIDDEN, _("This project is outside your scope."))
    return replace(asked, filters=asked.filters.with_(scope=scope))


def _values(request: HttpRequest) -> dict[str, str]:
    """What the address says; a name that stands there twice is unclear."""
    for name, given in request.GET.lists():
        if len(given) > 1:
            raise Refused("given_twice", _("“%s” is given twice.") % name[:60])
    return {name: value.replace("\x00", "") for name, value in request.GET.items()}


def _number(values: dict[str, str], name: str, default: int, most: int = 10**9) -> int:
    value = values.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:12]) <= most):
        raise Refused(f"{name}_unclear", _("“%s” is a number from 1 on.") % name)
    return int(value)


def _named(asked: Asked) -> dict[str, Any]:
    """What no figure goes without (R11)."""
    broken = {"by": asked.by} if asked.by else {}
    if asked.scale:
        broken["nuts_version"] = str(asked.scale.version)
        broken["nuts_level"] = asked.scale.told_level
    return {
        "rule": asked.rule.code,
        "rule_version": asked.rule.version,
        "as_of": asked.as_of,
        "filters": asked.filters.query() | broken,
    }


def _row(unit: CompletedPlace, zone: ZoneInfo, *, is_disputed: bool) -> dict[str, Any]:
    return {
        "person": str(unit.person.public_id),
        "family_name": unit.person.last_name,
        "given_name": unit.person.first_name,
        "role": unit.role,
        "country": unit.at_country,  # type: ignore[attr-defined] # annotated by the query
        "region": unit.region.code if unit.region else None,
        "nuts_version": unit.region.nuts_version if unit.region else None,
        "organisation": unit.organisation.name if unit.organisation else None,
        "project": unit.project.code if unit.project else None,
        "counted_on": unit.completed_at.astimezone(zone).date(),
        "completed_at": unit.completed_at.isoformat(),
        "evidenced": unit.is_evidenced,
        "disputed": is_disputed,
    }
