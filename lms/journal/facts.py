"""Which facts the journal's seals cover: rooms above name theirs."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models

from lms.journal.hashing import fact_hash
from lms.journal.models import Event

_covered: dict[str, tuple[str, ...]] = {}


def cover(model: type[models.Model], *, parts: Iterable[str] = ()) -> None:
    """Let seals cover a table; whatever changes a row, or a part of it, records an event about it.

    `parts` are relations to rows that belong to the fact, such as the evidence of a decision.
    """
    _covered[model._meta.label_lower] = tuple(parts)


def covered() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in _covered]


def hashes_of(events: Iterable[Event]) -> dict[tuple[str, int], str]:
    """By subject, the hash of each covered fact as it stands; a fact that is gone has none."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.subject_type in _covered:
            wanted.setdefault(event.subject_type, set()).add(event.subject_id)
    return {
        (label, pk): fact_hash(fact, _covered[label])
        for label, pks in wanted.items()
        for pk, fact in _loaded(label, pks).items()
    }


def _loaded(label: str, pks: set[int]) -> Mapping[int, models.Model]:
    rows = apps.get_model(label)._base_manager.order_by().prefetch_related(*_covered[label])
    return {row.pk: row for row in rows.filter(pk__in=pks)}
