"""Lets people ask for a place themselves, by the public page or by an invitation's link."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.actions import check_standing
from courses.deliveries.models import Delivery, Project
from courses.enrolment import queries, rules
from courses.enrolment.actions.joining import ROLE_OF, Kind, join_delivery
from courses.enrolment.models import Enrolment, Invitation
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Organisation, Person


@transaction.atomic
def apply_for_place(
    *,
    delivery: Delivery,
    person: Person,
    at: datetime,
    project: Project | None = None,
    organisation: Organisation | None = None,
) -> Enrolment:
    """Ask for a place; who was invited takes it at once. The same again changes nothing.

    Refused when the delivery is closed or cancelled, and for an organisation that the person does
    not work for on that day (R21); otherwise as `join_delivery` says.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    check_standing(delivery)
    if organisation is not None and organisation not in queries.employers_of(person, at.date()):
        raise Refused("not_employer", _("Choose an organisation that you work for."), "R21")
    place = Enrolment.objects.filter(delivery=delivery, person__in=person.selves).first()
    state = queries.state_of(place) if place is not None else ""
    if place is not None and state in rules.WAITS_FOR_OTHERS:
        return place
    return join_delivery(
        delivery=delivery,
        person=person,
        kind=Kind.ENROLLED if state == Kind.INVITED else Kind.APPLIED,
        project=project,
        organisation=organisation,
        by=person,
        at=at,
    )


@transaction.atomic
def make_invitation(
    *,
    delivery: Delivery,
    expires_at: datetime,
    by: Person,
    at: datetime,
    email: str = "",
    needs_approval: bool = True,
    project: Project | None = None,
) -> Invitation:
    """Make a link to a place, for one address or for everybody who is given it.

    Refused in a closed or cancelled delivery, and when it would have expired already. Records
    `enrolment.invitation_made`, which the letter follows.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    check_standing(delivery)
    if expires_at <= at:
        raise Refused("expired", _("Choose a last day that is still to come."))
    invitation = Invitation.objects.create(
        token=secrets.token_urlsafe(32),
        delivery=delivery,
        role=ROLE_OF[delivery.kind],
        email=email,
        needs_approval=needs_approval,
        project=project,
        sent_at=at,
        sent_by=by,
        expires_at=expires_at,
    )
    record_event(name="enrolment.invitation_made", subject=invitation, by=by, at=at)
    return invitation


@transaction.atomic
def end_invitation(*, invitation: Invitation, by: Person, at: datetime) -> Invitation:
    """The link opens nothing from now on; places it gave stay. Twice is once."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.ended_at is None:
        invitation.ended_at = at
        invitation.save(update_fields=["ended_at"])
        record_event(name="enrolment.invitation_ended", subject=invitation, by=by, at=at)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: Person, at: datetime) -> Enrolment:
    """Take the place that a link offers, or apply for it where it asks for approval.

    Refused when it is over, and for whom it was not meant: an invitation to one address is for who
    has confirmed that address.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not rules.is_open_invitation(invitation.expires_at, invitation.ended_at, at):
        raise Refused("invitation_over", _("This invitation is over. Ask for another one."))
    own = EmailAddress.objects.filter(
        user__in=person.selves, verified=True, email__iexact=invitation.email
    )
    if invitation.email and not own.exists():
        raise Refused(
            "other_address",
            _("This invitation was made for another e-mail address. Confirm that address first."),
        )
    check_standing(invitation.delivery)
    place = Enrolment.objects.filter(delivery=invitation.delivery, person__in=person.selves).first()
    waits = place is not None and queries.state_of(place) in rules.WAITS_FOR_OTHERS
    if place is not None and waits and invitation.needs_approval:
        return place
    return join_delivery(
        delivery=invitation.delivery,
        person=person,
        kind=Kind.APPLIED if invitation.needs_approval else Kind.ENROLLED,
        project=invitation.project,
        by=person,
        at=at,
    )
