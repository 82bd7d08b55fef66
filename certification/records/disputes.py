"""Which past trainings of a person several projects claim, and which of the claims stand (R14)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from certification.records.models import ClaimRefusal, RecordVersion, TrainingRecord
from lms.people.merging.queries import ones_of
from lms.people.models import Person

Place = tuple[int, str]  # who somebody is known to be, and a training
Annotated = QuerySet[Any]  # records with `one`


def claims(known_before: datetime | None = None) -> QuerySet[TrainingRecord]:
    """Records of a confirmed result that a project claims and that are not refused.

    As they are known now, or were before a moment.
    """
    refused = ClaimRefusal.objects.standing(known_before).order_by().values("record")
    found = confirmed_claims().exclude(pk__in=refused)
    if known_before is not None:
        found = found.filter(versions__number=1, versions__known_from__lt=known_before)
    return found


def confirmed_claims() -> QuerySet[TrainingRecord]:
    """Those that were refused as well."""
    return TrainingRecord.objects.filter(result_confirmed_at__isnull=False).exclude(project_code="")


def of_whom(records: QuerySet[TrainingRecord]) -> Annotated:
    """Each with `one`, who its person is now known to be (R1)."""
    return records.annotate(one=Coalesce("person__merged_into", "person"))


def disputes(of_projects: Collection[str] | None = None) -> QuerySet[Any, dict[str, Any]]:
    """Each disputed place with `one`, `delivery` and `record`, the key of its oldest claim.

    Those in which one of some projects has a claim, or all. Who was merged with nobody is grouped
    in the order of an index, so that a million records take a second, and the first page nothing.
    """
    ones = Person.objects.filter(merged_into__isnull=False).order_by()
    merged = ones.values("pk").union(ones.values("merged_into"))
    alone: Annotated = claims().exclude(person__in=merged).annotate(one=F("person"))
    others = of_whom(claims().filter(person__in=merged))
    found = _claimed_twice(alone, of_projects).union(_claimed_twice(others, of_projects), all=True)
    return found.order_by("delivery", "one")


def _claimed_twice(
    records: Annotated, of_projects: Collection[str] | None
) -> QuerySet[Any, dict[str, Any]]:
    found = (
        records.order_by()
        .values("delivery", "one")
        .annotate(record=Min("pk"), first=Min("project_code"), last=Max("project_code"))
        .exclude(first=F("last"))
    )
    if of_projects is None:
        return found
    is_theirs = Q(project_code__in=list(of_projects))
    return found.alias(theirs=Count("pk", filter=is_theirs)).filter(theirs__gt=0)


def at_places(records: QuerySet[TrainingRecord], places: Collection[Place]) -> QuerySet:
    """Those of the records that may be at these places; a person may have others among them."""
    return _of_people(records, ones_of(one for one, _delivery in places), places)


def _of_people(
    records: QuerySet[TrainingRecord], people: Collection[int], places: Collection[Place]
) -> QuerySet[TrainingRecord]:
    return records.filter(person__in=people, delivery__in={delivery for _one, delivery in places})


def projects_at(
    places: Collection[Place], known_before: datetime | None = None
) -> dict[Place, set[str]]:
    """By place the projects whose claims stand; two queries, whatever the number of places.

    As it is known now, or was before a moment, of whom everybody was then known to be.
    """
    found: dict[Place, set[str]] = {place: set() for place in places}
    people = ones_of((one for one, _delivery in places), known_before)
    rows = _of_people(claims(known_before), people, places).order_by()
    for person, delivery, code in rows.values_list("person", "delivery", "project_code"):
        place = people[person], delivery
        if place in found:
            found[place].add(code)
    return found


def projects_of_claims(places: Collection[Place]) -> dict[Place, dict[str, bool]]:
    """By place the projects that claim it, each with whether a claim of theirs stands."""
    found: dict[Place, dict[str, bool]] = {}
    rows = of_whom(at_places(confirmed_claims(), places)).order_by()
    refused = ClaimRefusal.objects.standing().filter(record=OuterRef("pk"))
    for one, delivery, code, is_refused in rows.values_list(
        "one", "delivery", "project_code", Exists(refused)
    ):
        codes = found.setdefault((one, delivery), {})
        codes[code] = codes.get(code, False) or not is_refused
    return found


def rivals(codes: Collection[str], own: str) -> tuple[str, ...]:
    """The other projects at a place, where it is disputed at all."""
    return tuple(sorted(set(codes) - {own})) if len(codes) > 1 else ()


@dataclass(frozen=True)
class Claim:
    """A record that a project claims, as it was said last, with what became of the claim."""

    record: TrainingRecord
    version: RecordVersion
    refusals: list[ClaimRefusal]  # newest first

    @property
    def refusal(self) -> ClaimRefusal | None:
        """The one that stands."""
        return next((each for each in self.refusals if each.lifted_at is None), None)


@dataclass
class Dispute:
    """A training of a person with everything that projects claim of it."""

    person: Person
    delivery: str
    claims: list[Claim] = field(default_factory=list)

    @property
    def projects(self) -> list[str]:
        """Those whose claims stand."""
        return sorted({each.record.project_code for each in self.claims if not each.refusal})

    @property
    def is_disputed(self) -> bool:
        return len(self.projects) > 1

    @property
    def is_settled(self) -> bool:
        return any(each.refusal for each in self.claims)

    @property
    def history(self) -> list[ClaimRefusal]:
        """Every refusal, newest first, also those that were lifted."""
        found = [refusal for claim in self.claims for refusal in claim.refusals]
        return sorted(found, key=lambda each: (each.refused_at, each.pk), reverse=True)

    @property
    def record(self) -> TrainingRecord:
        """The oldest, by which its page is found."""
        return min((each.record for each in self.claims), key=lambda record: record.pk)

    def concerns(self, projects: Collection[str] | None) -> bool:
        """Whether one of some projects claims it, refused or not; everything where all may be read."""
        return projects is None or any(c.record.project_code in projects for c in self.claims)


def disputes_at(places: Collection[Place]) -> list[Dispute]:
    """The places with all claims, those refused as well, in the order asked; a fixed number of queries."""
    records = (
        at_places(confirmed_claims(), places)
        .select_related("person__merged_into")
        .prefetch_related(
            "versions__evidence", "refusals__record", "refusals__refused_by", "refusals__lifted_by"
        )
        .order_by("result_confirmed_at", "project_code", "pk")
    )
    found: dict[Place, Dispute] = {}
    for record in records:
        key = (record.person.canonical_id, record.delivery)
        dispute = found.setdefault(key, Dispute(record.person.canonical, record.delivery))
        version = max(record.versions.all(), key=lambda each: each.number)
        dispute.claims.append(Claim(record, version, list(record.refusals.all())))
    return [found[place] for place in places if place in found]
