"""Reads who is one person, who may be, and what was decided about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from lms.people.merging.matters import matters_between
from lms.people.merging.models import DifferentPeople, KnownAs, SuspectedPair
from lms.people.merging.rules import Matter
from lms.people.models import Person


def are_different(absorbed: Iterable[int], kept: Iterable[int]) -> bool:
    """Whether somebody confirmed it of any two of them (R3)."""
    one, other = list(absorbed), list(kept)
    either_way = Q(first__in=one, second__in=other) | Q(first__in=other, second__in=one)
    return DifferentPeople.objects.standing().filter(either_way).exists()


def matters_of(absorbed: Person, kept: Person, at: datetime) -> list[Matter]:
    """What rooms above say about making these two one."""
    one, other = (list(each.selves.values_list("pk", flat=True)) for each in (absorbed, kept))
    return matters_between(one, other, at)


def canonical_of(people: Iterable[Person], before: datetime | None = None) -> dict[int, Person]:
    """By the key of each, who they are now known to be, or were by what was known before an instant."""
    found = {person.pk: person if before else person.canonical for person in people}
    if before:
        then = KnownAs.objects.before(before).filter(person__in=list(found))
        found |= {row.person_id: row.one for row in then.select_related("one")}
    return found


def selves_of(person: Person, before: datetime | None = None) -> QuerySet[Any]:
    """Everybody on record who is this same person, or was by what was known before an instant."""
    if before is None:
        return person.selves
    one = canonical_of([person], before)[person.pk]
    then = KnownAs.objects.before(before).filter(one=one.pk).order_by()
    same = Q(pk=one.pk) | Q(pk__in=then.values("person"))
    return Person.objects.filter(same).order_by().values("pk")


def ones_of(ones: Iterable[int], before: datetime | None = None) -> dict[int, int]:
    """By the key of everybody on record who is one of these people, or was then, which of them (R1)."""
    keys = set(ones)
    if before is not None:
        then = KnownAs.objects.before(before).filter(one__in=keys).order_by()
        return {key: key for key in keys} | dict(then.values_list("person", "one"))
    same = Person.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).order_by()
    return dict(same.values_list("pk", Coalesce("merged_into", "pk")))


def suspected_pairs() -> QuerySet[SuspectedPair]:
    return SuspectedPair.objects.select_related("first", "second")
