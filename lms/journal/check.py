"""Checks the hash chain against the rows as they stand, and names what is damaged."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef

from lms.journal.actions import unsealed
from lms.journal.facts import covered, hashes_of
from lms.journal.hashing import FIRST, chained_to, is_ours, leaf_hash, root_of
from lms.journal.models import DailyRoot, Event, Seal, SealedEvent


@dataclass(frozen=True)
class Problem:
    """A damaged row, by its table and key, and what is wrong with it."""

    table: str
    key: int
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.what}"


def problems() -> Iterator[Problem]:
    """Everything that is not as it was sealed, oldest first; reads one seal at a time."""
    yield from _in_the_chain()
    yield from _never_sealed()
    yield from _never_recorded()
    yield from _published()


def _in_the_chain() -> Iterator[Problem]:
    before, last = FIRST, 0
    for seal in Seal.objects.order_by("number").iterator():
        for lost in range(last + 1, seal.number):
            yield _of(Seal, lost, "the seal is gone")
        yield from _in_seal(seal)
        if seal.chained != chained_to(before, seal):
            yield _of(Seal, seal.number, "the seal does not follow from the one before it")
        before, last = seal.chained, seal.number
    orphans = SealedEvent.objects.filter(seal__gt=last).order_by().values_list("seal_id", flat=True)
    for lost in sorted(set(orphans)):
        yield _of(Seal, lost, "the seal is gone")


def _of(model, key: int, what: str) -> Problem:
    return Problem(model._meta.label_lower, key, what)


def _in_seal(seal: Seal) -> Iterator[Problem]:
    rows = list(seal.events.order_by("place"))
    events = Event.objects.in_bulk([row.event_id for row in rows])
    facts, newest = hashes_of(events.values()), _newest(list(events.values()))
    for row in rows:
        event = events.get(row.event_id)
        if event is None:
            yield _of(Event, row.event_id, "the event is gone")
        elif leaf_hash(event, row.fact) != row.leaf:
            yield _of(Event, event.pk, "the event or its place in the seal has changed")
        elif row.fact and newest[event.subject_type, event.subject_id] == event.pk:
            now = facts.get((event.subject_type, event.subject_id))
            if now is None:
                yield Problem(event.subject_type, event.subject_id, "the fact is gone")
            elif now != row.fact:
                yield Problem(event.subject_type, event.subject_id, "the fact has changed")
    if [row.place for row in rows] != list(range(seal.size)):
        yield _of(Seal, seal.number, "events of the seal are gone, or were added")
    elif root_of([row.leaf for row in rows]) != seal.root:
        yield _of(Seal, seal.number, "the root does not follow from the events")


def _newest(events: list[Event]) -> dict[tuple[str, int], int]:
    """By subject, the newest event that says how the fact stands."""
    found: dict[tuple[str, int], int] = {}
    for label in {event.subject_type for event in events}:
        keys = [event.subject_id for event in events if event.subject_type == label]
        about = Event.objects.filter(subject_type=label, subject_id__in=keys).order_by()
        pairs = about.values_list("subject_id").annotate(newest=Max("pk"))
        found |= {(label, key): pk for key, pk in pairs}
    return found


def _never_sealed() -> Iterator[Problem]:
    """Events that wait are none; those that the application did not write are."""
    for event in unsealed().order_by("pk").iterator():
        if not is_ours(event):
            yield _of(Event, event.pk, "the application has not written this event")


def _never_recorded() -> Iterator[Problem]:
    for model in covered():
        label = model._meta.label_lower
        about = Event.objects.filter(subject_type=label, subject_id=OuterRef("pk"))
        # In no order: one by a related row would join it, and hide rows that point nowhere.
        unrecorded = model._base_manager.filter(~Exists(about)).order_by()
        for key in unrecorded.values_list("pk", flat=True):
            yield Problem(label, key, "no event has recorded this fact")


def _published() -> Iterator[Problem]:
    """A root that is out stands elsewhere too; here it must still be that of its seal."""
    for daily in DailyRoot.objects.exclude(root=F("seal__chained")).order_by("day"):
        yield _of(DailyRoot, daily.pk, "the published root is not that of its seal")
