"""Who may decide about whom: officers without a tie, and where too few are left, others (R48)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from certification.decisions.conflicts import conflicts_of, words_of
from certification.decisions.models import Application
from certification.decisions.rules import Panel
from certification.schemes.models import SchemeVersion
from lms.people.models import AccessGrant, Person

Role = AccessGrant.Role


@dataclass(frozen=True)
class Matter:
    """What is to be decided about a candidate; `excluded` says who is out of it for another reason."""

    candidate: int
    months: int
    needed: int
    excluded: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, candidate: int, version: SchemeVersion, excluded: Mapping[int, str] | None = None
    ) -> "Matter":
        return cls(candidate, version.conflict_months, version.deciders, excluded or {})


def panels_for(matters: Sequence[Matter], at: datetime) -> list[Panel]:
    """The panel of each, in a number of queries that grows with neither people nor matters.

    Ties are dated by the site's clock. They are read once for each length of time that a scheme asks
    for; schemes hardly differ in it.
    """
    on = timezone.localdate(at)
    officers, administrators = people_who_decide()
    tied: dict[tuple[int, int, int], frozenset[str]] = {}
    for months in {matter.months for matter in matters}:
        candidates = {matter.candidate for matter in matters if matter.months == months}
        found = conflicts_of(officers | administrators, candidates, on, months)
        tied |= {(months, *pair): kinds for pair, kinds in found.items()}

    kept = _kept_of({person for matter in matters for person in matter.excluded})

    def against(matter: Matter, people: Iterable[int]) -> dict[int, tuple[str, ...]]:
        excluded = {kept.get(person, person): why for person, why in matter.excluded.items()}
        return {
            person: (
                *words_of(tied.get((matter.months, person, matter.candidate), ())),
                *([excluded[person]] if person in excluded else []),
            )
            for person in people
        }

    return [
        Panel(matter.needed, against(matter, officers), against(matter, administrators))
        for matter in matters
    ]


def _kept_of(people: Collection[int]) -> dict[int, int]:
    """Who those are now who were merged into others: they had their part before as well (R1, R50)."""
    if not people:
        return {}
    merged = Person.objects.filter(pk__in=people, merged_into__isnull=False).order_by()
    return {pk: one for pk, one in merged.values_list("pk", "merged_into") if one is not None}


def panel_for(matter: Matter, at: datetime) -> Panel:
    return panels_for([matter], at)[0]


def panel_of(application: Application, at: datetime, version: SchemeVersion | None = None) -> Panel:
    """Under the version of the application, or the one that applies by now (R51)."""
    version = version or application.certificate_type.version
    return panel_for(Matter.of(application.person_id, version), at)


def people_who_decide() -> tuple[set[int], set[int]]:
    """Certification officers, and the administrators who are not officers as well."""
    held = (
        AccessGrant.objects.current()
        .filter(role__in=[Role.OFFICER, Role.ADMINISTRATOR], person__is_active=True)
        .values_list("role", "person")
    )
    by_role: dict[str, set[int]] = {Role.OFFICER: set(), Role.ADMINISTRATOR: set()}
    for role, person in held:
        by_role[role].add(person)
    return by_role[Role.OFFICER], by_role[Role.ADMINISTRATOR] - by_role[Role.OFFICER]


@dataclass(frozen=True)
class Seat:
    """A person and what keeps them from a decision; empty where they may take part."""

    person: Person
    against: tuple[str, ...]


def seats_of(panel: Panel) -> list[Seat]:
    """Whom the decision was, or would be, asked of, with each reason; who is free first."""
    keys = [*panel.tied, *panel.free]
    people = Person.objects.in_bulk(keys)
    seats = [Seat(people[pk], panel.against(pk)) for pk in keys]
    return sorted(
        seats, key=lambda seat: (bool(seat.against), seat.person.last_name, seat.person.pk)
    )
