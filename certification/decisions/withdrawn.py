"""Finds decisions that rest on a result which was withdrawn since; nothing changes by itself (R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from certification.decisions.models import Decision, DecisionEvidence
from courses.progress.models import ModuleCompletion, ModuleWithdrawal

COMPLETION = ModuleCompletion._meta.label_lower


@dataclass(frozen=True)
class Concern:
    """A decision, what it rested on, and what an officer needs to decide about it."""

    decision: Decision
    evidence: DecisionEvidence
    withdrawal: ModuleWithdrawal
    again: ModuleCompletion | None  # another pass of the same module that stands

    @property
    def effective_on(self) -> date:
        return self.withdrawal.effective_on


def evidence_withdrawn() -> QuerySet[DecisionEvidence]:
    """Frozen evidence whose module completion was withdrawn, newest decision first."""
    return (
        DecisionEvidence.objects.filter(
            subject_type=COMPLETION, subject_id__in=ModuleWithdrawal.objects.values("completion")
        )
        .select_related("decision__person", "decision__certificate_type")
        .order_by("-decision__decided_at", "-pk")
    )


def concerns(evidence: Iterable[DecisionEvidence]) -> list[Concern]:
    """Each with its withdrawal, in two queries whatever their number."""
    rows = list(evidence)
    withdrawals = {
        row.completion_id: row
        for row in ModuleWithdrawal.objects.filter(
            completion__in=[each.subject_id for each in rows]
        ).select_related("completion", "cause__attempt")
    }
    standing = {
        (row.enrolment_id, row.module_id): row
        for row in ModuleCompletion.objects.standing().filter(
            enrolment__in={row.completion.enrolment_id for row in withdrawals.values()}
        )
    }
    found = []
    for each in rows:
        withdrawal = withdrawals[each.subject_id]
        place = (withdrawal.completion.enrolment_id, withdrawal.completion.module_id)
        found.append(Concern(each.decision, each, withdrawal, standing.get(place)))
    return found
