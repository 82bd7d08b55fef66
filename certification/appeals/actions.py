"""Makes appeals and decides them: dismissed, or upheld with a grant or a restored certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.appeals import queries, rules
from certification.appeals.models import Appeal, AppealDecision, AppealOutcome, AppealProposal
from certification.appeals.queries import Subject
from certification.certificates.actions import restore
from certification.decisions.actions import give_seat, grant_after_appeal
from certification.decisions.models import Decision
from certification.decisions.panels import seats_of
from certification.decisions.rules import Level, against_confirming
from certification.schemes.rules import day_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import AccessGrant, Person


@transaction.atomic
def open_appeal(*, of: Subject, reason: str, by: Person, at: datetime) -> Appeal:
    """Appeal against a refusal, a suspension or a withdrawal; one appeal of each (R50).

    What was decided stands meanwhile. Refused to others than whom it concerns, after the appeal
    period, and without a reason. Records `appeals.appeal_opened`, and `appeals.escalated` where too
    few officers may decide it.
    """
    refusal = rules.why_not_appeal(
        is_own=by.is_same_as(queries.holder_id(of)),
        may_be_appealed=queries.may_be_appealed(of),
        day=day_of(at, queries.version_of(of).scheme),
        last_day=queries.last_day(of),
    )
    about: dict[str, Subject] = (
        {"decision": of} if isinstance(of, Decision) else {"status_event": of}
    )
    existing = Appeal.objects.filter(person__in=by.selves, **about).first()
    if existing is not None:
        return existing
    if refusal is not None:
        raise refusal
    if not reason.strip():
        raise Refused("no_reason", _("Say why it should be decided differently."), "R50")
    appeal = Appeal.objects.create(person=by, reason=reason.strip(), opened_at=at, **about)
    record_event(name="appeals.appeal_opened", subject=appeal, by=by, at=at)
    _escalate(appeal, at)
    return appeal


def _escalate(appeal: Appeal, at: datetime) -> None:
    panel = queries.panel_of(appeal, at)
    if panel.level is not Level.OFFICERS:
        against = [
            {"name": str(seat.person), "ties": list(seat.against)}
            for seat in seats_of(panel)
            if seat.against
        ]
        record_event(
            name="appeals.escalated",
            subject=appeal,
            by=None,
            at=at,
            payload={"level": panel.level, "against": against},
        )


@transaction.atomic
def decide_appeal(
    *, appeal: Appeal, outcome: str, reasons: str, by: Person, at: datetime
) -> AppealDecision | AppealProposal:
    """Dismiss an appeal or uphold it; where the scheme asks for two people, propose it.

    Upholding an appeal of a refusal grants the certificate, on a file that is complete now;
    upholding one of a suspension or withdrawal restores it with its original dates. A decided
    appeal gives its decision. Refused to whoever had a part in what it is about (R50) or has a
    tie to the person (R48), and without reasons. Records `appeals.appeal_decided` or `appeals.proposed`.
    """
    appeal = _locked(appeal)
    decided = AppealDecision.objects.filter(appeal=appeal).first()
    if decided is not None:
        return decided
    if outcome not in AppealOutcome.values:
        raise Refused("outcome_unknown", _("Choose what comes of the appeal."))
    if not reasons.strip():
        raise Refused("no_reasons", _("Write the reasons; the person is told them."), "R50")
    if appeal.proposals.filter(returned_at__isnull=True).exists():
        raise Refused("proposed", _("A decision is proposed: confirm or return it."))
    panel = queries.panel_of(appeal, at)
    _check_free(panel.against(by.pk))
    ruling = Ruling(outcome, reasons.strip()[: rules.LONGEST_REASON], by, None, at)
    if panel.needed == 1:
        return _settle(appeal, ruling)
    proposal = AppealProposal.objects.create(
        appeal=appeal,
        number=appeal.proposals.count() + 1,
        outcome=outcome,
        reasons=ruling.reasons,
        proposed_at=at,
        proposed_by=by,
    )
    record_event(name="appeals.proposed", subject=proposal, by=by, at=at)
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal: AppealProposal, by: Person, at: datetime) -> AppealDecision:
    """The second person makes a proposal the decision; both are free of ties and of a part in it."""
    appeal = _locked(proposal.appeal)
    decided = AppealDecision.objects.filter(appeal=appeal).first()
    if decided is not None:
        return decided
    proposal = AppealProposal.objects.select_related("proposed_by").get(pk=proposal.pk)
    if proposal.returned_at is not None:
        raise Refused("returned", _("This proposal was returned; the appeal waits again."))
    panel = queries.panel_of(appeal, at)
    _check_free(against_confirming(panel, by.pk, proposal.proposed_by_id))
    if panel.against(proposal.proposed_by_id):
        raise Refused(
            "first_tied",
            _("Who proposed it may not decide about this person any more: return it."),
            "R48",
        )
    ruling = Ruling(proposal.outcome, proposal.reasons, proposal.proposed_by, by, at)
    return _settle(appeal, ruling)


@transaction.atomic
def return_proposal(
    *, proposal: AppealProposal, reasons: str, by: Person, at: datetime
) -> AppealProposal:
    """Give a proposal back with reasons, or take one's own back; twice is once.

    Records `appeals.proposal_returned`.
    """
    appeal = _locked(proposal.appeal)
    proposal = AppealProposal.objects.get(pk=proposal.pk)
    if proposal.returned_at is not None:
        return proposal
    if AppealDecision.objects.filter(appeal=appeal).exists():
        raise Refused("decided", _("It is decided already."))
    if by.pk != proposal.proposed_by_id:
        _check_free(queries.panel_of(appeal, at).against(by.pk))
    if not reasons.strip():
        raise Refused("no_reasons", _("Say why you return it."))
    proposal.returned_at, proposal.returned_by = at, by
    proposal.return_reasons = reasons.strip()
    proposal.save(update_fields=["returned_at", "returned_by", "return_reasons"])
    record_event(name="appeals.proposal_returned", subject=proposal, by=by, at=at)
    return proposal


@transaction.atomic
def name_outside_decider(
    *, appeal: Appeal, person: Person, by: Person, at: datetime
) -> AccessGrant:
    """Make somebody an officer because too few others may decide this appeal."""
    appeal = _locked(appeal)
    if AppealDecision.objects.filter(appeal=appeal).exists():
        raise Refused("decided", _("It is decided already."))
    return give_seat(panel=lambda: queries.panel_of(appeal, at), person=person, by=by, at=at)


@dataclass(frozen=True)
class Ruling:
    """What is decided, by whom, and who confirmed it where two decide."""

    outcome: str
    reasons: str
    by: Person
    confirmed_by: Person | None
    at: datetime


def _locked(appeal: Appeal) -> Appeal:
    """The appeal and its person, so that it is decided once and no tie is added meanwhile."""
    Appeal.objects.select_for_update(of=("self", "person")).select_related("person").get(
        pk=appeal.pk
    )
    return queries.with_subjects(Appeal.objects.all()).get(pk=appeal.pk)


def _check_free(against: tuple[str, ...]) -> None:
    if against:
        raise Refused("conflict", _("You may not decide this: %s.") % "; ".join(against), "R50")


def _settle(appeal: Appeal, ruling: Ruling) -> AppealDecision:
    follows = _follow(appeal, ruling) if ruling.outcome == AppealOutcome.UPHELD else {}
    decision = AppealDecision.objects.create(
        appeal=appeal,
        outcome=ruling.outcome,
        reasons=ruling.reasons,
        decided_by=ruling.by,
        confirmed_by=ruling.confirmed_by,
        decided_at=ruling.at,
        **follows,
    )
    last_by = ruling.confirmed_by or ruling.by
    record_event(name="appeals.appeal_decided", subject=decision, by=last_by, at=ruling.at)
    return decision


def _follow(appeal: Appeal, ruling: Ruling) -> dict[str, Any]:
    """What an upheld appeal leads to: a grant, or a restored certificate."""
    subject = queries.subject_of(appeal)
    if isinstance(subject, Decision):
        return {
            "granted": grant_after_appeal(
                refusal=subject,
                reasons=ruling.reasons,
                by=ruling.by,
                confirmed_by=ruling.confirmed_by,
                at=ruling.at,
            )
        }
    return {"restored": restore(event=subject, reason=ruling.reasons, by=ruling.by, at=ruling.at)}
