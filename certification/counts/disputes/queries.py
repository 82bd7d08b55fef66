"""Which disputes somebody may read, which claim counts of each, and which units of a list are disputed (R14)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from certification.counts import queries
from certification.counts.models import CompletedPlace, CountingRule
from certification.records.disputes import Claim, Dispute, projects_at, rivals
from certification.records.models import ClaimRefusal
from courses.deliveries.auditing import READ_EVERYTHING, scope_of
from lms.people.models import Person


def projects_read_by(person: Person) -> list[str] | None:
    """Whose disputes the person reads; None where all, an empty list where none."""
    if not person.roles.isdisjoint(READ_EVERYTHING):
        return None
    codes = set(scope_of(person) or ())
    if "coordinator" in person.roles:
        codes.update(person.coordinations.values_list("project__code", flat=True))
    return sorted(codes)


def refusals_of(projects: Collection[str] | None) -> QuerySet[ClaimRefusal]:
    """What was settled, newest first: claims of these projects, or in favour of them; or all."""
    found = ClaimRefusal.objects.select_related(
        "record__person__merged_into", "refused_by", "lifted_by"
    )
    if projects is None:
        return found
    return found.filter(Q(record__project_code__in=projects) | Q(in_favour_of__in=projects))


@dataclass(frozen=True)
class Line:
    """A claim on the page: whether its evidence is there, and whether it counts at present."""

    claim: Claim
    is_evidenced: bool
    counts: bool


def lines_of(
    disputes: Iterable[Dispute], rule: CountingRule | None, as_of: date
) -> list[tuple[Dispute, list[Line]]]:
    """Each dispute with its claims; of a training the claim that the rule takes counts (R64).

    Another training of the person may still stand for it. Two queries, whatever the number.
    """
    found = list(disputes)
    versions = [claim.version.pk for dispute in found for claim in dispute.claims]
    places = CompletedPlace.objects.filter(version__in=versions, known_until__isnull=True)
    evidenced = set(places.filter(is_evidenced=True).values_list("version", flat=True))
    counting = _first_of_each(rule, versions, as_of) if rule else set()
    return [
        (
            dispute,
            [
                Line(claim, claim.version.pk in evidenced, claim.version.pk in counting)
                for claim in dispute.claims
            ],
        )
        for dispute in found
    ]


def _first_of_each(rule: CountingRule, versions: Collection[int], as_of: date) -> set[int | None]:
    places = queries.known(rule, as_of).filter(version__in=versions).order_by(*queries.STANDING)
    firsts: dict[str, int | None] = {}
    for place, version in places.values_list("place", "version"):
        firsts.setdefault(place, version)
    return set(firsts.values())


def disputed_among(
    units: Iterable[CompletedPlace], known_before: datetime | None = None
) -> dict[int, tuple[str, ...]]:
    """By unit the other projects that claim its training; two queries for all of a page.

    Units need their records (`RELATED`). A place of this site has one project, so it is not disputed.
    """
    places = {
        unit.pk: ((unit.person_id, unit.version.record.delivery), unit.version.record.project_code)
        for unit in units
        if unit.version is not None
    }
    if not places:
        return {}
    claimed_by = projects_at({place for place, _own in places.values()}, known_before)
    found = {pk: rivals(claimed_by[place], own) for pk, (place, own) in places.items()}
    return {pk: others for pk, others in found.items() if others}
