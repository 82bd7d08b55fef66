"""Gives people their part in sessions, and notes by which right each session was taught."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.actions import allow_correction
from courses.deliveries.models import Delivery, Session, SessionRight, SessionRole
from courses.deliveries.queries import right_in
from courses.enrolment import queries, rules
from courses.enrolment.actions.joining import refuse_circle
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def give_role(
    *,
    sessions: Sequence[Session],
    person: Person,
    role: str,
    by: Person,
    at: datetime,
    reason: str = "",
) -> list[SessionRole]:
    """Give a person a part in sessions of one delivery; a former part in them ends.

    A missing right to teach does not refuse it: it is shown, and flagged when the session is held
    (R31, R32). Refused for a participant of the delivery (R9), for who was trained by one of them
    (R40), and in a closed delivery without a reason (R27). Whoever led a session until now becomes co-trainer. Records `enrolment.role_given`.
    """
    if role not in SessionRole.Role.values:
        raise Refused("unknown_role", _("There is no role “%s” in a session.") % role)
    delivery = _locked(sessions)
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    if queries.takes_part_in(person, delivery):
        raise Refused("takes_part", _("A participant cannot have a role in this delivery."), "R9")
    if role in SessionRole.TEACHING:
        places = queries.places_of(delivery).exclude(state__in=rules.OVER)
        refuse_circle(delivery, [person], [place.person for place in places])
    given = []
    for session in sessions:
        current = {each.person_id: each for each in session.roles.current()}
        own = current.get(person.pk)
        if own is not None and own.role == role:
            given.append(own)
            continue
        if own is not None:
            _end(own, at)
        leader = next((each for each in current.values() if each.role == "lead"), None)
        if role == SessionRole.Role.LEAD and leader is not None and leader.person_id != person.pk:
            _end(leader, at)
            _give(session, leader.person, SessionRole.Role.CO_TRAINER, by, at)
        given.append(_give(session, person, role, by, at))
    return given


@transaction.atomic
def end_role(*, role: SessionRole, by: Person, at: datetime, reason: str = "") -> SessionRole:
    """Take a part away again; what was taught until then stays. Twice is once."""
    delivery = _locked([role.session])
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    if role.ended_at is None:
        _end(role, at)
        record_event(name="enrolment.role_ended", subject=role, by=by, at=at)
    return role


@transaction.atomic
def note_rights(*, session: Session, at: datetime) -> list[SessionRight]:
    """After a session: by which right each trainer taught it, or why they had none (R31, R32).

    Once for each role; without a right the session is flagged, and nobody loses anything. Records
    `enrolment.taught_without_right` where nobody who taught it had one.
    """
    _locked([session])
    if session.cancelled_at is not None or at < session.ends_at:
        return []
    noted = []
    roles = session.roles.teaching().filter(rights__isnull=True).select_related("person")
    for role in roles:
        right = right_in(role.person, session)
        noted.append(
            SessionRight.objects.create(
                role=role,
                authority=right.authority,  # type: ignore[misc] # the rule knows its protocol only
                source=right.authority.source if right.authority else "",
                reason=right.reason,
                on=session.day,
                checked_at=at,
            )
        )
    if noted and not queries.is_taught_by_right(session):
        record_event(name="enrolment.taught_without_right", subject=session, by=None, at=at)
    return noted


def _give(session: Session, person: Person, role: str, by: Person, at: datetime) -> SessionRole:
    given = SessionRole.objects.create(
        session=session, person=person, role=role, given_at=at, given_by=by
    )
    record_event(name="enrolment.role_given", subject=given, by=by, at=at)
    return given


def _end(role: SessionRole, at: datetime) -> None:
    role.ended_at = max(at, role.given_at)
    role.save(update_fields=["ended_at"])


def _locked(sessions: Sequence[Session]) -> Delivery:
    deliveries = {session.delivery_id for session in sessions}
    if len(deliveries) != 1:
        raise Refused("several_deliveries", _("Choose sessions of one delivery."))
    return Delivery.objects.select_for_update(of=("self",)).get(pk=deliveries.pop())
