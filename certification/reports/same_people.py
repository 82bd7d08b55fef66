"""Who was one person for a report, and who is for what it is compared with (R1)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from certification.reports.changes import Span
from certification.reports.rules import Change, Difference, Row, Why
from lms.people.merging.models import KnownAs
from lms.people.models import Person


class SamePeople:
    """Everybody who was ever merged, as known on either side; others are themselves on both."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._then, self._now = _spans(span.since), _spans(span.until)

    def selves(self, people: Iterable[str]) -> frozenset[str]:
        """Everybody on record who was or is one of these."""
        asked = set(people)
        spans = [*self._then.items(), *self._now.items()]
        return frozenset(asked | {uid for uid, row in spans if _uid(row.one) in asked})

    def then(self, uid: str) -> str:
        return _uid(self._then[uid].one) if uid in self._then else uid

    def now(self, uid: str) -> str:
        return _uid(self._now[uid].one) if uid in self._now else uid

    def changes(self) -> Iterator[Change]:
        """Of everybody who is another one now, told to them and to whom they were and are."""
        for uid, then in self._then.items():
            now = self._now.get(uid, then)
            if then.one_id != now.one_id:
                yield from self._of(uid, then, now)

    def _of(self, uid: str, then: KnownAs, now: KnownAs) -> Iterator[Change]:
        found = self._span.day(now.known_from or self._span.until)
        parted = self._span.day(then.known_until or self._span.until)
        was, is_ = _uid(then.one), _uid(now.one)
        if is_ != uid:
            yield Change(Why.MERGED, found, uid, detail=_name(now.one), decides=True)
            yield Change(Why.MERGED, found, is_, detail=_name(now.person))
        elif was != uid:
            yield Change(Why.UNMERGED, parted, uid, detail=_name(then.one), decides=True)
        if was != uid and self.now(was) != is_:
            yield Change(Why.UNMERGED, parted, was, detail=_name(now.person))


def _spans(bound: datetime) -> dict[str, KnownAs]:
    rows = KnownAs.objects.before(bound).select_related("person", "one")
    return {_uid(row.person): row for row in rows}


def _uid(person: Person) -> str:
    return str(person.public_id)


def _name(person: Person) -> str:
    return person.get_full_name() or _uid(person)


class Pairs:
    """Brings together what was counted of a person with what is counted of whom they are now.

    A unit that went is the one that came, under another person, or is named with the one that
    stands for both; so is one that came because two are two again.
    """

    def __init__(self, same: SamePeople) -> None:
        self._same = same
        self._before: dict[str, Row] = {}
        self._now: dict[str, Row] = {}

    def see(self, before: Row | None, now: Row | None) -> None:
        """Keep a row that may stand for somebody else on the other side."""
        for kept, row in ((self._before, before), (self._now, now)):
            if row is not None and len(self._same.selves([row["person"]])) > 1:
                kept[row["unit"]] = row

    def paired(self, differences: Iterable[Difference]) -> Iterator[Difference]:
        found = list(differences)
        came = {each.now["unit"]: each for each in found if each.now and not each.before}
        went = {each.before["unit"]: each for each in found if each.before and not each.now}
        for unit, each in list(went.items()):
            other = _unit_of(each.before, self._same.now)
            if other in came:
                yield Difference(went.pop(unit).before, came.pop(other).now)
        for unit, each in list(came.items()):
            other = _unit_of(each.now, self._same.then)
            if other in went:
                yield Difference(went.pop(other).before, came.pop(unit).now)
        for each in found:
            if each.before and each.now:
                yield each
        for each in went.values():
            yield replace(each, stands=self._now.get(_unit_of(each.before, self._same.now)))
        for each in came.values():
            yield replace(each, stands=self._before.get(_unit_of(each.now, self._same.then)))


def _unit_of(row: Row | None, one_of) -> str:
    """How the unit is called on the other side, where the person is another one there; or empty."""
    if row is None or one_of(row["person"]) == row["person"]:
        return ""
    called = f"person {row['person']}"
    unit = str(row["unit"])
    return unit.replace(called, f"person {one_of(row['person'])}", 1) if called in unit else ""
