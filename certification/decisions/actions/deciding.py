"""Decisions by people: granted or refused, never on conditions; by two where the scheme says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.decisions import rules
from certification.decisions.actions.applying import close, file_of, locked, type_on
from certification.decisions.actions.escalating import note_level
from certification.decisions.actions.freezing import freeze
from certification.decisions.holding import granted_before, holding_of
from certification.decisions.models import (
    Application,
    Decision,
    Outcome,
    Proposal,
    ProposalReturn,
    Purpose,
)
from certification.decisions.panels import panel_of
from certification.decisions.queries import open_proposal, place_of
from certification.schemes.models import CertificateType
from certification.schemes.rules import day_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

GRANTS = {
    Purpose.GRANT: "decisions.granted",
    Purpose.RENEWAL: "decisions.renewal_granted",
}


@dataclass(frozen=True)
class Ruling:
    """What was decided, by whom, and who confirmed it where two decide."""

    outcome: str
    reasons: str
    by: Person
    confirmed_by: Person | None
    at: datetime

    @property
    def last_by(self) -> Person:
        return self.confirmed_by or self.by


@transaction.atomic
def decide_application(
    *, application: Application, outcome: str, reasons: str, by: Person, at: datetime
) -> Decision | Proposal:
    """Grant or refuse; where the scheme asks for two people, propose it to the second.

    A decided application gives its decision. Refused to whoever has a tie to the candidate, while
    officers without one are left also to administrators (R48); without reasons for a refusal
    (R50); and a grant for a file that is not complete at this moment (R47, R48). Records
    `decisions.granted`, `decisions.renewal_granted`, `decisions.refused` or `decisions.proposed`.
    """
    application = locked(application)
    if application.state == Application.State.DECIDED:
        return application.decisions.get(follows__isnull=True)
    _check_open(application)
    if open_proposal(application) is not None:
        raise Refused("proposed", _("A decision is proposed: confirm or return it."))
    reasons = checked_reasons(outcome, reasons)
    panel = panel_of(application, at, type_on(application, at).version)
    _check_free(panel.against(by.pk))
    note_level(application, panel, at)
    if panel.needed == 1:
        return _decide(application, Ruling(outcome, reasons, by, None, at))
    if outcome == Outcome.GRANTED:
        _checked_file(application, at)
    proposal = Proposal.objects.create(
        application=application,
        number=application.proposals.count() + 1,
        outcome=outcome,
        reasons=reasons,
        proposed_at=at,
        proposed_by=by,
    )
    record_event(name="decisions.proposed", subject=proposal, by=by, at=at)
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, by: Person, at: datetime) -> Decision:
    """The second person makes a proposal the decision; everything is checked again.

    Refused to whoever proposed it, and where either of the two has a tie now (R48).
    """
    application = locked(proposal.application)
    if application.state == Application.State.DECIDED:
        return application.decisions.get(follows__isnull=True)
    _check_open(application)
    standing = open_proposal(application)
    if standing is None or standing.pk != proposal.pk:
        raise Refused("returned", _("This proposal was returned; the application waits again."))
    panel = panel_of(application, at, type_on(application, at).version)
    _check_free(rules.against_confirming(panel, by.pk, proposal.proposed_by_id))
    if panel.against(proposal.proposed_by_id):
        raise Refused(
            "first_tied",
            _("Who proposed it may not decide about this person any more: return it."),
            "R48",
        )
    note_level(application, panel, at)
    ruling = Ruling(proposal.outcome, proposal.reasons, proposal.proposed_by, by, at)
    return _decide(application, ruling)


@transaction.atomic
def return_proposal(
    *, proposal: Proposal, reasons: str, by: Person, at: datetime
) -> ProposalReturn:
    """Give a proposal back with reasons, or take one's own back; twice is once.

    Records `decisions.proposal_returned`.
    """
    application = locked(proposal.application)
    existing = ProposalReturn.objects.filter(proposal=proposal).first()
    if existing is not None:
        return existing
    _check_open(application)
    if by.pk != proposal.proposed_by_id:
        _check_free(panel_of(application, at).against(by.pk))
    if not reasons.strip():
        raise Refused("no_reasons", _("Say why you return it."))
    returned = ProposalReturn.objects.create(
        proposal=proposal, reasons=reasons.strip(), at=at, by=by
    )
    record_event(name="decisions.proposal_returned", subject=returned, by=by, at=at)
    return returned


@transaction.atomic
def grant_after_appeal(
    *, refusal: Decision, reasons: str, by: Person, confirmed_by: Person | None, at: datetime
) -> Decision:
    """What was refused is granted by those who upheld the appeal, on a file that is complete (R50).

    Whether they may is for the room of appeals to say, which alone calls this. A second call
    returns the decision. Records as a grant does.
    """
    if refusal.application is None:
        raise Refused("no_application", _("A rule refuses nothing."), "R50")
    application = locked(refusal.application)
    existing = Decision.objects.filter(follows=refusal).first()
    if existing is not None:
        return existing
    if refusal.outcome != Outcome.REFUSED:
        raise Refused("not_refused", _("Only a refusal is put aside by an appeal."), "R50")
    ruling = Ruling(Outcome.GRANTED, reasons, by, confirmed_by, at)
    return _grant(application, ruling, follows=refusal)


def _check_open(application: Application) -> None:
    if not application.is_open:
        raise Refused("withdrawn", _("The candidate has withdrawn the application."))


def checked_reasons(outcome: str, reasons: str) -> str:
    if outcome not in Outcome.values:
        raise Refused("outcome_unknown", _("Choose to grant or to refuse."))
    reasons = reasons.strip()
    if outcome == Outcome.REFUSED and not reasons:
        raise Refused("no_reasons", _("Write the reasons; the candidate is told them."), "R50")
    return reasons[: rules.LONGEST_REASONS]


def _check_free(against: tuple[str, ...]) -> None:
    if against:
        raise Refused("conflict", _("You may not decide this: %s.") % "; ".join(against), "R48")


def _checked_file(application: Application, at: datetime):
    """The file if everything is met at this moment, and a grant or renewal is possible."""
    kind = type_on(application, at)
    scheme = kind.version.scheme
    if not kind.version.holds_on(day_of(at, scheme)):
        raise Refused("no_version", _("No version of the scheme grants this today."), "R51")
    against = holding_of(application.person, kind, application.scope, day_of(at, scheme)).against(
        application.purpose
    )
    if against:
        raise Refused("held", against, "R44")
    file = file_of(application, at)
    if not file.is_complete:
        missing = [each.sentence for each in file.requirements if not each.is_met]
        raise Refused("incomplete", _("Not everything is met: %s") % " ".join(missing), "R47")
    return file


def _decide(application: Application, ruling: Ruling) -> Decision:
    if ruling.outcome == Outcome.GRANTED:
        decision = _grant(application, ruling)
    else:
        decision = _written(application, type_on(application, ruling.at), ruling)
        freeze(decision, file_of(application, ruling.at).evidence)
        record_event(name="decisions.refused", subject=decision, by=ruling.last_by, at=ruling.at)
    close(application, Application.State.DECIDED, ruling.at)
    record_event(
        name="decisions.application_decided",
        subject=application,
        by=ruling.last_by,
        at=ruling.at,
    )
    return decision


def _grant(application: Application, ruling: Ruling, follows: Decision | None = None) -> Decision:
    file = _checked_file(application, ruling.at)
    kind = type_on(application, ruling.at)
    before = granted_before(application.person, kind, application.scope).filter(
        purpose=application.purpose
    )
    turn = rules.next_turn(before.values_list("turn", flat=True))
    decision = _written(application, kind, ruling, turn=turn, follows=follows)
    freeze(decision, file.evidence)
    name = GRANTS[Purpose(application.purpose)]
    record_event(name=name, subject=decision, by=ruling.last_by, at=ruling.at)
    return decision


def _written(
    application: Application, kind: CertificateType, ruling: Ruling, **more: Any
) -> Decision:
    return Decision.objects.create(
        person=application.person,
        certificate_type=kind,
        type_code=kind.code,
        scheme_code=kind.version.scheme.code,
        scope=application.scope,
        purpose=application.purpose,
        enrolment=place_of(application.person, kind, ruling.at),
        application=application,
        outcome=ruling.outcome,
        reasons=ruling.reasons,
        decided_by=ruling.by,
        confirmed_by=ruling.confirmed_by,
        decided_at=ruling.at,
        **more,
    )
