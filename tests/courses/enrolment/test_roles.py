"""Roles in sessions, and the right by which each session was taught."""

from datetime import date

import pytest

from courses.deliveries.models import SessionRight, SessionRole
from courses.enrolment.actions import end_role, give_role, note_rights
from courses.enrolment.queries import is_taught_by_right
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import after, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_new_lead_makes_the_former_one_a_co_trainer():
    first, second = PersonFactory(), PersonFactory()
    delivery = training(lead=first)
    session = delivery.sessions.first()
    give_role(sessions=[session], person=second, role="lead", by=first, at=AT)
    give_role(sessions=[session], person=second, role="lead", by=first, at=AT)
    current = {role.person: role.role for role in session.roles.current()}
    assert current == {first: "co-trainer", second: "lead"}
    assert session.roles.count() == 3


def test_an_unknown_role_and_sessions_of_two_deliveries_are_refused():
    person = PersonFactory()
    one, other = training(), training()
    with pytest.raises(Refused, match="no role"):
        give_role(sessions=[one.sessions.first()], person=person, role="boss", by=person, at=AT)
    with pytest.raises(Refused, match="one delivery"):
        give_role(
            sessions=[one.sessions.first(), other.sessions.first()],
            person=person,
            role="guest",
            by=person,
            at=AT,
        )
    assert not SessionRole.objects.exists()


def test_a_role_ends_once():
    person = PersonFactory()
    delivery = training(lead=person)
    role = delivery.sessions.first().roles.get()
    assert end_role(role=role, by=person, at=AT).ended_at == AT
    end_role(role=role, by=person, at=AT)
    assert Event.objects.filter(name="enrolment.role_ended").count() == 1


def test_r31_every_session_keeps_the_right_by_which_it_was_taught():
    programme = programme_page()
    lead = trainer_of(programme, through=date(2026, 3, 10))
    delivery = training(programme=programme, lead=lead)
    sessions = list(delivery.sessions.all())
    for session in sessions:
        assert note_rights(session=session, at=session.starts_at) == []
        note_rights(session=session, at=after(session))
        assert note_rights(session=session, at=after(session)) == []
    rights = [session.roles.get().rights.get() for session in sessions]
    assert [right.source or right.reason for right in rights] == [
        "test",
        "test",
        *["the right ended on 2026-03-10"] * 3,
    ]
    assert [is_taught_by_right(session) for session in sessions] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert Event.objects.filter(name="enrolment.taught_without_right").count() == 3


def test_r32_a_valid_co_trainer_carries_the_session():
    programme = programme_page()
    lead, co_trainer = PersonFactory(), trainer_of(programme)
    delivery = training(programme=programme, lead=lead)
    session = delivery.sessions.first()
    give_role(sessions=[session], person=co_trainer, role="co-trainer", by=lead, at=AT)
    note_rights(session=session, at=after(session))
    assert is_taught_by_right(session)
    assert SessionRight.objects.filter(authority__isnull=True).count() == 1
    assert not Event.objects.filter(name="enrolment.taught_without_right").exists()
