"""Opens a case for each delivery that was taught without a right, and decides it (R33, R34)."""

from datetime import datetime

from django.db import transaction

from certification.certificates import life
from certification.certificates.actions.opened import Opened, opened_by, refuse
from certification.certificates.consequences import sessions_taught
from certification.certificates.models import CaseDecision, DeliveryCase, StatusEvent
from courses.deliveries.actions import mark_delivery
from courses.deliveries.models import DeliveryMark
from lms.journal.actions import record_event
from lms.people.models import Person

MARKS = {
    CaseDecision.Outcome.INVESTIGATED: DeliveryMark.State.INVESTIGATED,
    CaseDecision.Outcome.STANDS: DeliveryMark.State.STANDS,
    CaseDecision.Outcome.WITHDRAWN: DeliveryMark.State.WITHDRAWN,
}


def open_cases(found: Opened, event: StatusEvent, by: Person, at: datetime) -> list[DeliveryCase]:
    """One for each delivery taught from the day of a withdrawal until it was decided (R34).

    The delivery is marked; nothing else changes. Called within the withdrawal. Records
    `certificates.case_opened`.
    """
    certificate_type = found.certificate.decision.certificate_type
    if not certificate_type.gives_right_to_teach:
        return []
    taught = {
        session.delivery_id: session.delivery
        for session in sessions_taught(found.certificate, event.effective_on)
        if session.day < found.today
    }
    opened = []
    for delivery in taught.values():
        case = DeliveryCase.objects.create(event=event, delivery=delivery, opened_at=at)
        record_event(name="certificates.case_opened", subject=case, by=by, at=at)
        _mark(case, DeliveryMark.State.TO_DECIDE, by, at)
        opened.append(case)
    return opened


@transaction.atomic
def decide_case(
    *, case: DeliveryCase, outcome: str, reason: str, by: Person, at: datetime
) -> CaseDecision:
    """Say what was found about one delivery; it can be looked into again, the last word stands.

    No certificate of a participant changes by this: where some are to go, each is withdrawn by
    itself (R33). Records `certificates.case_decided`.
    """
    opened_by(case.event.certificate, reason, by, at)
    last = case.decisions.order_by("pk").last()
    refuse(life.why_not_decide_case(last.outcome if last else "", outcome))
    decided = CaseDecision.objects.create(
        case=case, outcome=outcome, reason=reason.strip(), by=by, at=at
    )
    record_event(name="certificates.case_decided", subject=decided, by=by, at=at)
    _mark(case, MARKS[CaseDecision.Outcome(outcome)], by, at)
    return decided


def close_cases(event: StatusEvent, reason: str, by: Person, at: datetime) -> None:
    """When a withdrawal is undone, what was taught in its time stands (R50)."""
    for case in event.cases.select_related("delivery"):
        last = case.decisions.order_by("pk").last()
        if last is None or last.outcome != CaseDecision.Outcome.STANDS:
            decided = CaseDecision.objects.create(
                case=case,
                outcome=CaseDecision.Outcome.STANDS,
                reason=reason.strip(),
                by=by,
                at=at,
            )
            record_event(name="certificates.case_decided", subject=decided, by=by, at=at)
            _mark(case, DeliveryMark.State.STANDS, by, at)


def _mark(case: DeliveryCase, state: str, by: Person, at: datetime) -> None:
    mark_delivery(
        delivery=case.delivery,
        cause=f"withdrawal {case.event_id}",
        trainer=case.event.certificate.person,
        state=state,
        by=by,
        at=at,
    )
