"""Ties hold for a person under every record of theirs (R1, R48)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lms.people.models import Person
from lms.people.rules import Pair

Ids = Collection[int] | QuerySet


@dataclass(frozen=True)
class Alike:
    """Judges and candidates with everybody on record who is one of them."""

    ones: Mapping[int, int]
    judges: Collection[int]
    candidates: Ids

    def spread(self, found: Mapping[Pair, frozenset[str]]) -> dict[Pair, frozenset[str]]:
        """What ties two of them ties all who are the same."""
        if not self.ones:
            return dict(found)
        between: dict[Pair, frozenset[str]] = {}
        for (judge, candidate), kinds in found.items():
            pair = (self.ones.get(judge, judge), self.ones.get(candidate, candidate))
            between[pair] = between.get(pair, frozenset()) | kinds
        members: dict[int, set[int]] = {}
        for person, one in self.ones.items():
            members.setdefault(one, {one}).add(person)
        return {
            (judge, candidate): kinds
            for (one, other), kinds in between.items()
            for judge in members.get(one, {one})
            for candidate in members.get(other, {other})
        }


def alike(judges: Collection[int], candidates: Ids) -> Alike:
    """One query; where nobody was merged, the judges and candidates as they are."""
    merged = Person.objects.filter(merged_into__isnull=False).order_by()
    named = Q(pk__in=judges) | Q(pk__in=candidates)
    ones = merged.filter(named).values("merged_into")
    same = named | Q(merged_into__in=judges) | Q(merged_into__in=candidates)
    rows = merged.filter(same | Q(merged_into__in=ones)).values_list("pk", "merged_into")
    found = {person: one for person, one in rows if one is not None}
    if not found:
        return Alike({}, judges, candidates)
    everybody = {*found, *found.values()}
    own = {found.get(judge, judge) for judge in judges}
    also = {person for person in everybody if found.get(person, person) in own}
    asked = Person.objects.filter(Q(pk__in=candidates) | Q(pk__in=everybody)).order_by()
    return Alike(found, {*judges, *also}, asked.values("pk"))
