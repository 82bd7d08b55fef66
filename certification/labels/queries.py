"""Labels as lists: who holds which, on a day, and how an organisation's labels followed one another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from certification.labels.models import LabelEvidence, OrganisationLabel
from certification.labels.rules import Award, Renewability, StandingOn, renewal_times, standing_on
from lms.people.countries import country_name
from lms.people.models import Organisation, Person

Chain = tuple[int, str]  # an organisation's id and a level


@dataclass(frozen=True)
class Filters:
    """What is asked for, and the day on which it shall hold."""

    on: date
    level: str = ""
    country: str = ""
    search: str = ""
    is_valid: bool = False


@dataclass(frozen=True)
class Line:
    """A label of an organisation: its latest award, and what it is on the day."""

    label: OrganisationLabel
    standing: StandingOn
    country: str
    renewable: Renewability


def award_of(label: OrganisationLabel) -> Award:
    """The dates of a label whose withdrawals are loaded."""
    return Award(label.awarded_on, label.starts_on, label.valid_through, label.withdrawn_on)


def awards_of(organisation: Organisation, level: str) -> list[Award]:
    rows = OrganisationLabel.objects.filter(organisation=organisation, level=level)
    return [award_of(row) for row in rows.prefetch_related("withdrawals")]


def labels_of(organisation: Organisation) -> QuerySet[OrganisationLabel]:
    """Every award of an organisation, the latest first, with what belongs to it."""
    return (
        organisation.labels.select_related("organisation")
        .prefetch_related("withdrawals", "evidence")
        .order_by("-awarded_on", "-pk")
    )


def labels(filters: Filters) -> QuerySet[OrganisationLabel]:
    """The latest award of each label by the day asked for; the list, its count and its export."""
    found = OrganisationLabel.objects.newest_by(filters.on)
    if filters.level:
        found = found.filter(level=filters.level)
    if filters.country:
        found = found.filter(organisation__country=filters.country)
    if filters.search:
        found = found.filter(organisation__name__icontains=filters.search)
    if filters.is_valid:
        holding = OrganisationLabel.objects.valid_on(filters.on).filter(
            organisation=OuterRef("organisation"), level=OuterRef("level")
        )
        found = found.filter(Exists(holding))
    return found.select_related("organisation__region").order_by(
        "organisation__name", "level", "pk"
    )


def lines(found: Iterable[OrganisationLabel], day: date) -> list[Line]:
    """Each label with its standing on the day, judged over all its awards; two queries."""
    rows = list(found)
    chains: dict[Chain, list[Award]] = {}
    every = OrganisationLabel.objects.filter(organisation__in={row.organisation_id for row in rows})
    for each in every.prefetch_related("withdrawals"):
        chains.setdefault((each.organisation_id, each.level), []).append(award_of(each))
    return [
        Line(
            row,
            standing_on(chains[row.organisation_id, row.level], day),
            country_name(row.organisation.country),
            renewal_times(Award(row.awarded_on, row.starts_on, row.valid_through)),
        )
        for row in rows
    ]


def countries() -> list[tuple[str, str]]:
    """Those from which an organisation has a label, by name."""
    codes = OrganisationLabel.objects.order_by().values_list("organisation__country").distinct()
    return sorted(((code, country_name(code)) for (code,) in codes), key=lambda each: each[1])


def evidence_visible_to(person: Person) -> QuerySet[LabelEvidence]:
    """Evidence is for those who record labels and those who audit them."""
    if person.roles.isdisjoint({"administrator", "officer", "auditor"}):
        return LabelEvidence.objects.none()
    return LabelEvidence.objects.all()
