"""What making people one changes in the figures, told before it is done (R1)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from certification.counts import queries
from certification.counts.models import CompletedPlace, CountingRule

Key = tuple[object, ...]


@dataclass(frozen=True)
class Effect:
    """What these people are counted as under a rule, as several and as one."""

    rule: CountingRule
    before: int
    after: int

    @property
    def fewer(self) -> int:
        return self.before - self.after


def effects_on(people: Collection[int], as_of: date) -> list[Effect]:
    """Under the newest version of each rule that counts people; a query or two for each."""
    rules = queries.newest_rules()
    return [
        effect_on(rule, people, as_of) for rule in rules if rule.unit == CountingRule.Unit.PERSON
    ]


def effect_on(rule: CountingRule, people: Collection[int], as_of: date) -> Effect:
    places = queries.known(rule, as_of).filter(person__in=people)
    if rule.uniqueness == CountingRule.Uniqueness.PROJECT or rule.asks_project:
        places = queries.eligible(places)
    rows = sorted(places, key=_turn)
    return Effect(rule, units(rows, rule, as_one=False), units(rows, rule, as_one=True))


def units(places: Iterable[CompletedPlace], rule: CountingRule, *, as_one: bool) -> int:
    """Evidenced units of places in the order in which they stand, as `queries.claimed` finds them."""
    of_place: dict[Key, CompletedPlace] = {}
    for each in places:
        of_place.setdefault(_place(each, as_one), each)
    of_unit: dict[Key, CompletedPlace] = {}
    for key, each in of_place.items():
        of_unit.setdefault(_unit(rule, key, each, as_one), each)
    return sum(each.is_evidenced for each in of_unit.values())


def _turn(place: CompletedPlace) -> tuple[bool, object, bytes, int]:
    return (not place.is_evidenced, place.completed_at, place.turn.encode(), place.pk)


def _place(place: CompletedPlace, as_one: bool) -> Key:
    """Places in a delivery or a recorded training are of a person there, whoever that is."""
    kind, rest = place.place.split(" ", 1)
    if kind == "enrolment" or not as_one:
        return (place.place,)
    person = str(place.person_id)
    training = rest.removesuffix(f" {person}") if kind == "delivery" else rest.removeprefix(person)
    return (kind, training)


def _unit(rule: CountingRule, key: Key, place: CompletedPlace, as_one: bool) -> Key:
    who = () if as_one else (place.person_id,)
    if rule.uniqueness == CountingRule.Uniqueness.YEAR:
        return (*who, place.completed_at.astimezone(ZoneInfo(rule.zone)).year)
    if rule.uniqueness == CountingRule.Uniqueness.PROJECT:
        return (*who, place.project_id)
    if rule.uniqueness == CountingRule.Uniqueness.PARTICIPATION:
        return key
    return who
