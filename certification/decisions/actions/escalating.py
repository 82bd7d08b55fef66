"""What is done when too few people without a tie are left to decide (R48)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certification.decisions.actions.applying import locked
from certification.decisions.models import Application, Escalation
from certification.decisions.panels import panel_of, seats_of
from certification.decisions.rules import Level, Panel
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.actions import grant_access
from lms.people.models import AccessGrant, Person

ESCALATED = {
    Level.ADMINISTRATORS: Escalation.Level.ADMINISTRATORS,
    Level.OUTSIDE: Escalation.Level.OUTSIDE,
}


@transaction.atomic
def escalate(*, application: Application, at: datetime) -> Escalation | None:
    """Record that an open application cannot be decided by officers; None where it can.

    Each level once. Records `decisions.escalated`, by which the administrators are told.
    """
    application = locked(application)
    if not application.is_open:
        return None
    return note_level(application, panel_of(application, at), at)


def note_level(application: Application, panel: Panel, at: datetime) -> Escalation | None:
    """Keep to whom a decision had to go and who was kept from it, within a transaction."""
    if panel.level not in ESCALATED:
        return None
    level = ESCALATED[panel.level]
    existing = Escalation.objects.filter(application=application, level=level).first()
    if existing is not None:
        return existing
    against = [
        {"person": seat.person.pk, "name": str(seat.person), "ties": list(seat.against)}
        for seat in seats_of(panel)
        if seat.against
    ]
    escalation = Escalation.objects.create(
        application=application, level=level, against=against, at=at
    )
    record_event(
        name="decisions.escalated",
        subject=escalation,
        by=None,
        at=at,
        payload={"level": level},
    )
    return escalation


@transaction.atomic
def name_outside_decider(
    *, application: Application, person: Person, by: Person, at: datetime
) -> AccessGrant:
    """Make somebody an officer because too few are free to decide this application.

    Refused as `give_seat` refuses. Records what granting access does.
    """
    application = locked(application)
    if not application.is_open:
        raise Refused("closed", _("The application is closed."))
    note_level(application, panel_of(application, at), at)
    return give_seat(panel=lambda: panel_of(application, at), person=person, by=by, at=at)


@transaction.atomic
def give_seat(
    *, panel: Callable[[], Panel], person: Person, by: Person, at: datetime
) -> AccessGrant:
    """The role of an officer for somebody from outside; `panel` is asked before and after.

    Refused to others than administrators, while enough people are free, and for a person who may
    not decide either.
    """
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators name somebody from outside."))
    if panel().level is not Level.OUTSIDE:
        raise Refused("not_needed", _("Enough people without a tie are left to decide it."), "R48")
    grant = grant_access(person=person, role=AccessGrant.Role.OFFICER, by=by, at=at)
    against = panel().against(person.pk)
    if against:
        raise Refused(
            "conflict",
            _("%(person)s may not decide this either: %(ties)s.")
            % {"person": person, "ties": "; ".join(against)},
            "R48",
        )
    return grant
