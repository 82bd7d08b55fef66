"""Proofs that an event is under a published root, for people who have nothing but the proof.

`docs/roots.md` tells how a stranger checks one, in a program of a few lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import models

from lms.journal.hashing import FIRST, leaf_content, path_to
from lms.journal.models import DailyRoot, Seal, SealedEvent

MADE_BY = "cascade.journal.1"  # the form of a proof; a change of form gets another number


@dataclass(frozen=True)
class Covered:
    """The seal in which an event stands, and the first published root which covers it."""

    row: SealedEvent
    daily: DailyRoot | None

    @property
    def seal(self) -> Seal:
        return self.row.seal


def covered_by(name: str, subject: models.Model) -> Covered | None:
    """What covers the newest event of that name about a row; None while it waits for its seal."""
    row = (
        SealedEvent.objects.filter(
            event__name=name,
            event__subject_type=subject._meta.label_lower,
            event__subject_id=subject.pk,
        )
        .select_related("seal", "event")
        .order_by("-event")
        .first()
    )
    if row is None:
        return None
    daily = DailyRoot.objects.filter(seal__gte=row.seal_id).order_by("seal").first()
    return Covered(row, daily)


def proof_of(covered: Covered) -> dict[str, Any]:
    """From the event up to the root of its day, or to its seal where no root is published yet.

    Shapes: `path` is the way from the leaf to the seal's root, each step the hash beside and its
    side; `chain` are the seals from the event's own to the day's last.
    """
    row, seal, daily = covered.row, covered.seal, covered.daily
    leaves = list(seal.events.order_by("place").values_list("leaf", flat=True))
    before = Seal.objects.filter(number=seal.number - 1).values_list("chained", flat=True).first()
    return {
        "form": MADE_BY,
        "event": leaf_content(row.event),
        "fact": row.fact,
        "leaf": row.leaf,
        "path": [{"side": side, "hash": beside} for side, beside in path_to(leaves, row.place)],
        "before": before or FIRST,
        "chain": [_said(each) for each in _seals(seal, daily)],
        "day": daily.day.isoformat() if daily else None,
        "root": daily.root if daily else seal.chained,
    }


def _seals(seal: Seal, daily: DailyRoot | None) -> Sequence[Seal]:
    if daily is None:
        return [seal]
    return list(
        Seal.objects.filter(number__gte=seal.number, number__lte=daily.seal_id).order_by("number")
    )


def _said(seal: Seal) -> dict[str, Any]:
    return {
        "number": seal.number,
        "size": seal.size,
        "sealed_at": seal.sealed_at.astimezone(UTC).isoformat(),
        "root": seal.root,
    }
