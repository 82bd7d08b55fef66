"""Each step of a place that somebody else decides, or that was asked for, leads to one letter."""

from datetime import date, timedelta

import pytest
from django.core import mail

from courses.enrolment.actions import (
    accept_invitation,
    apply_for_place,
    approve,
    decline,
    leave,
    make_invitation,
)
from lms.journal.models import Dispatch
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def kinds_to(person) -> list[str]:
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def delivery():
    return training(capacity=1, lead=PersonFactory(), venue="House of Industry")


def test_an_application_is_confirmed_told_to_who_decides_and_approved(delivery, deliver_all):
    person = PersonFactory(first_name="Ada", last_name="Byron")
    place = apply_for_place(delivery=delivery, person=person, at=AT)
    deliver_all()
    approve(enrolment=place, by=delivery.created_by, at=LATER)
    deliver_all()
    assert kinds_to(person) == ["application_received", "place_confirmed"]
    lead = delivery.sessions.first().roles.get().person
    for decides in (lead, delivery.created_by):
        told = decides.notifications.get(kind="application_to_decide")
        assert told.subject == "Application of Ada Byron: Training in the region"
        assert f"/deliveries/places/{place.uid}/" in told.body
        assert told.state == Notification.State.WAITING
    confirmed = person.notifications.get(kind="place_confirmed")
    assert confirmed.subject == "You have a place: Training in the region"
    assert "Begins: Monday 9 March 2026, 09:00 (Europe/Madrid)" in confirmed.body
    assert "Place: House of Industry" in confirmed.body
    assert f"http://127.0.0.1:8000/deliveries/{delivery.uid}/" in confirmed.body


def test_a_declined_application_says_why(delivery, deliver_all):
    person = PersonFactory()
    place = apply_for_place(delivery=delivery, person=person, at=AT)
    decline(
        enrolment=place, reason="It is for managers.\nTry in May.", by=delivery.created_by, at=AT
    )
    deliver_all()
    letter = person.notifications.get(kind="application_declined")
    assert "It is for managers.\nTry in May." in letter.body


def test_who_finds_no_free_place_waits_and_moves_up(delivery, deliver_all):
    first = participant(delivery)
    person = PersonFactory()
    participant(delivery, person)
    leave(enrolment=first, reason="No time.", by=first.person, at=LATER)
    deliver_all()
    assert kinds_to(person) == ["on_waiting_list", "moved_up"]
    assert kinds_to(first.person) == ["place_confirmed"], "Who leaves is not told so."
    assert len(mail.outbox) == 3


def test_who_is_taken_out_is_told_why(delivery, deliver_all):
    place = participant(delivery)
    leave(enrolment=place, reason="You wrote that you moved.", by=delivery.created_by, at=LATER)
    deliver_all()
    assert kinds_to(place.person) == ["place_confirmed", "place_ended"]
    assert "You wrote that you moved." in place.person.notifications.first().body


def test_a_person_on_record_is_invited_and_taking_it_is_confirmed(delivery, deliver_all):
    person = PersonFactory()
    participant(delivery, person, kind="invited", by=delivery.created_by)
    apply_for_place(delivery=delivery, person=person, at=LATER)
    deliver_all()
    assert kinds_to(person) == ["place_offered", "place_confirmed"]


def invite(delivery, **fields):
    fields = {"needs_approval": False, "expires_at": AT + timedelta(days=5)} | fields
    return make_invitation(delivery=delivery, by=delivery.created_by, at=AT, **fields)


def test_an_invitation_to_an_address_is_sent_there_once_with_its_secret_link(delivery, deliver_all):
    invitation = invite(delivery, email="new@example.org")
    deliver_all()
    Dispatch.objects.update(done_at=None)
    deliver_all()
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert f"/deliveries/invitation/{invitation.token}/" in message.body
    assert "until Saturday 7 March 2026, 10:00 (Europe/Madrid)" in message.body
    assert "List-Unsubscribe" not in message.extra_headers


def test_a_link_for_everybody_is_given_on_by_hand(delivery, deliver_all):
    invitation = invite(delivery)
    person = PersonFactory()
    accept_invitation(invitation=invitation, person=person, at=LATER)
    deliver_all()
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert kinds_to(person) == ["place_confirmed"]


def test_each_step_is_told_once_however_often_the_outbox_asks(delivery, deliver_all):
    person = PersonFactory()
    participant(delivery, person)
    for _again in range(3):
        deliver_all()
        Dispatch.objects.update(done_at=None)
    assert kinds_to(person) == ["place_confirmed"]
    assert len(mail.outbox) == 1


def test_what_is_put_on_record_afterwards_is_told_to_nobody(deliver_all):
    over = training(first_days=[date(2025, 3, 10)])
    person = PersonFactory()
    participant(over, person)
    invite(over, email="new@example.org")
    deliver_all()
    assert not Notification.objects.exists()
