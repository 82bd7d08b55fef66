"""Suspends, lifts, withdraws, supersedes and restores: what is said of a certificate, not by it."""

from datetime import date, datetime

from django.db import transaction

from certification.certificates import life
from certification.certificates.actions.cases import close_cases, open_cases
from certification.certificates.actions.opened import append, opened_by, refuse
from certification.certificates.models import Certificate, StatusEvent
from certification.certificates.rules import known_events, status_on
from lms.people.models import Person

Kind = StatusEvent.Kind


@transaction.atomic
def suspend(
    *,
    certificate: Certificate,
    effective_on: date,
    reason: str,
    by: Person,
    at: datetime,
    through: date | None = None,
) -> StatusEvent:
    """From a day on, through a last day or until it is lifted; the clock runs on (R42, R46).

    Refused for a day in the past and for what is not valid on that day. Records
    `certificates.status_changed`, as every action here does.
    """
    found = opened_by(certificate, reason, by, at)
    refuse(life.why_not_suspend(found.on(effective_on), today=found.today, through=through))
    return append(
        found,
        Kind.SUSPENDED,
        effective_on,
        suspended_through=through,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def lift(
    *, certificate: Certificate, effective_on: date, reason: str, by: Person, at: datetime
) -> StatusEvent:
    """End a suspension from a day on; refused where it is not suspended on that day (R42)."""
    found = opened_by(certificate, reason, by, at)
    refuse(life.why_not_lift(found.on(effective_on), today=found.today))
    return append(found, Kind.LIFTED, effective_on, reason=reason, by=by, at=at)


@transaction.atomic
def withdraw(
    *, certificate: Certificate, effective_on: date, reason: str, by: Person, at: datetime
) -> StatusEvent:
    """Withdraw it for good from a day on, which may lie in the past (R34).

    What rests on it changes by nobody but an officer, one thing at a time (R33): for each delivery
    taught between that day and today a case is opened. Refused for a day before the grant, and twice.
    """
    found = opened_by(certificate, reason, by, at)
    known = known_events(found.events)
    refuse(
        life.why_not_withdraw(
            found.now,
            effective_on=effective_on,
            granted_on=found.certificate.issued_on,
            is_withdrawn=any(each.kind == Kind.WITHDRAWN for each in known),
        )
    )
    event = append(found, Kind.WITHDRAWN, effective_on, reason=reason, by=by, at=at)
    open_cases(found, event, by, at)
    return event


@transaction.atomic
def supersede(
    *,
    certificate: Certificate,
    successor: Certificate,
    reason: str,
    by: Person,
    at: datetime,
) -> StatusEvent:
    """Say that another valid certificate of the same person stands in its place from today (R42)."""
    found = opened_by(certificate, reason, by, at)
    events = list(successor.status_events.all())
    refuse(
        life.why_not_supersede(
            found.now,
            successor=status_on(events, found.today),
            is_same=successor.pk == certificate.pk,
            is_same_person=successor.person_id == found.certificate.person_id,
        )
    )
    return append(
        found,
        Kind.SUPERSEDED,
        found.today,
        superseded_by=successor,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def restore(*, event: StatusEvent, reason: str, by: Person, at: datetime) -> StatusEvent:
    """Undo a withdrawal or a suspension as if it had never been, after an appeal (R50).

    Its days are the original ones: it counts from the day on which what it undoes did. Refused for
    other events, and twice.
    """
    found = opened_by(event.certificate, reason, by, at)
    is_undone = any(each.undoes_id == event.pk for each in found.events)
    refuse(life.why_not_restore(event, is_undone=is_undone))
    close_cases(event, reason, by, at)
    return append(
        found, Kind.RESTORED, event.effective_on, undoes=event, reason=reason, by=by, at=at
    )
