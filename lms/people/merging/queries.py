"""Reads who is one person, who may be, and what was decided about it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from lms.people.merging.matters import matters_between
from lms.people.merging.models import DifferentPeople, PersonMerge, SuspectedPair
from lms.people.merging.rules import Matter
from lms.people.models import Person


def canonical_ids(people: Collection[int]) -> dict[int, int]:
    """By id, of these people and of everybody who is one of them, who they are; one query."""
    merged = Person.objects.filter(merged_into__isnull=False)
    ones = merged.filter(pk__in=people).values("merged_into")
    alike = merged.filter(Q(pk__in=people) | Q(merged_into__in=people) | Q(merged_into__in=ones))
    found = {pk: pk for pk in people}
    for pk, one in alike.values_list("pk", "merged_into"):
        found[pk] = found[one] = one
    return found


def are_different(absorbed: Iterable[int], kept: Iterable[int]) -> bool:
    """Whether somebody confirmed it of any two of them (R3)."""
    one, other = list(absorbed), list(kept)
    either_way = Q(first__in=one, second__in=other) | Q(first__in=other, second__in=one)
    return DifferentPeople.objects.standing().filter(either_way).exists()


def matters_of(absorbed: Person, kept: Person, at: datetime) -> list[Matter]:
    """What rooms above say about making these two one."""
    one, other = (list(each.selves.values_list("pk", flat=True)) for each in (absorbed, kept))
    return matters_between(one, other, at)


def history_of(person: Person) -> QuerySet[PersonMerge]:
    """Every merge in which this person, or anybody who is the same, had a part."""
    return PersonMerge.objects.filter(
        Q(absorbed__in=person.selves) | Q(kept__in=person.selves)
    ).select_related("absorbed", "kept", "made_by", "ended_by")


def suspected_pairs() -> QuerySet[SuspectedPair]:
    return SuspectedPair.objects.select_related("first", "second")
