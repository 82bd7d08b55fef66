"""Seals events into the hash chain, in batches and after the commit, so no writer waits for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lms.journal.facts import hashes_of
from lms.journal.hashing import FIRST, chained_to, is_ours, leaf_hash, root_of
from lms.journal.models import Event, Seal, SealedEvent

MOST = 1_000  # events in a seal
# A transaction may commit an event after later ones were sealed; so many are looked through again.
LOOKED_BACK = 100_000


def unsealed() -> QuerySet[Event]:
    return Event.objects.filter(~Exists(SealedEvent.objects.filter(event=OuterRef("pk"))))


@transaction.atomic
def seal_events(*, at: datetime) -> Seal | None:
    """Seal the oldest events that are not sealed yet; None where there are none.

    An event that the application did not write is left out: `check.problems` names it.
    """
    last = Seal.objects.select_for_update().order_by("number").last()
    waiting = unsealed()
    if last is not None:
        newest = SealedEvent.objects.filter(seal=last).order_by("-event").first()
        waiting = waiting.filter(pk__gt=newest.event_id - LOOKED_BACK if newest else 0)
    events = [event for event in waiting.order_by("pk")[:MOST] if is_ours(event)]
    if not events:
        return None
    facts = hashes_of(events)
    rows = []
    for place, event in enumerate(events):
        fact = facts.get((event.subject_type, event.subject_id), "")
        rows.append(SealedEvent(event=event, place=place, fact=fact, leaf=leaf_hash(event, fact)))
    seal = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=at,
        size=len(rows),
        root=root_of([row.leaf for row in rows]),
    )
    seal.chained = chained_to(last.chained if last else FIRST, seal)
    seal.save(force_insert=True)
    for row in rows:
        row.seal = seal
    SealedEvent.objects.bulk_create(rows)
    return seal


def seal_everything(*, at: datetime) -> int:
    """Seal until nothing waits; returns how many seals were made."""
    made = 0
    while seal_events(at=at):
        made += 1
    return made
