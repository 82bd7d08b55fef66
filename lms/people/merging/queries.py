"""Reads who is one person, who may be, and what was decided about it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from lms.people.merging.matters import matters_between
from lms.people.merging.models import DifferentPeople, SuspectedPair
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


def suspected_pairs() -> QuerySet[SuspectedPair]:
    return SuspectedPair.objects.select_related("first", "second")
