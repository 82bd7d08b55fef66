"""Freezes what a decision rested on: each fact with the SHA-256 of its canonical spelling."""

from collections.abc import Iterable

from certification.decisions.models import Decision, DecisionEvidence
from certification.schemes.evidence import Evidence
from lms.journal.hashing import canonical, digest


def freeze(decision: Decision, evidence: Iterable[Evidence]) -> None:
    """Write down each piece of evidence once, as it is now."""
    once = {(each.kind, each.subject_type, each.subject_id): each for each in evidence}
    DecisionEvidence.objects.bulk_create(
        DecisionEvidence(
            decision=decision,
            kind=each.kind,
            label=each.label[:255],
            subject_type=each.subject_type,
            subject_id=each.subject_id,
            counted_from=each.counted_from,
            facts=each.facts,
            sha256=digest(canonical(each.facts)),
        )
        for each in once.values()
    )
