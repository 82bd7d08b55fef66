"""What changes in an open delivery is told to who comes and who teaches, once for each change."""

from datetime import timedelta

import pytest
from django.core import mail

from courses.deliveries.actions import (
    add_session,
    cancel_delivery,
    cancel_session,
    change_delivery,
    change_session,
)
from courses.enrolment.actions import leave
from courses.enrolment.letters.changes import tell_session
from lms.journal.models import Dispatch, Event
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def lead():
    return PersonFactory()


@pytest.fixture
def delivery(lead):
    return training(lead=lead, sessions=2)


@pytest.fixture
def place(delivery, deliver_all):
    place = participant(delivery)
    deliver_all()
    Dispatch.objects.all().delete()
    Notification.objects.all().delete()
    mail.outbox.clear()
    return place


def move(session, days=1, *, by=None, at=AT):
    return change_session(
        session=session,
        starts_at=session.starts_at + days * DAY,
        by=by or session.delivery.created_by,
        at=at,
    )


def told(person, kind="session_changed"):
    return person.notifications.filter(kind=kind).order_by("pk")


def test_a_moved_session_is_told_to_who_comes_and_who_teaches_and_waits(
    delivery, place, lead, deliver_all
):
    move(delivery.sessions.first())
    for _again in range(2):
        deliver_all()
        Dispatch.objects.update(done_at=None)
    for person in (place.person, lead):
        (letter,) = told(person)
        assert letter.subject == "Changed: Session 1, Training in the region"
        new, old = "Tuesday 10 March 2026, 09:00", "Monday 9 March 2026, 09:00"
        zone = "(Europe/Madrid)"
        assert f"New time: {new} {zone}. Before: {old} {zone}." in letter.body
        assert letter.state == Notification.State.WAITING
    assert mail.outbox == []


def test_a_session_moved_twice_is_told_twice(delivery, place, deliver_all):
    session = move(delivery.sessions.first())
    deliver_all()
    move(session)
    deliver_all()
    first, second = told(place.person)
    assert first.reference != second.reference
    assert "New time: Wednesday 11 March 2026" in second.body


def test_what_begins_soon_cannot_wait(delivery, place, deliver_all):
    session = delivery.sessions.first()
    move(session, 10, at=session.starts_at - DAY)
    deliver_all()
    assert told(place.person).get().state == Notification.State.SENT


def test_who_changed_it_is_not_told(delivery, place, lead, deliver_all):
    move(delivery.sessions.first(), by=lead)
    deliver_all()
    assert not told(lead).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": "Room 2"}, "New place: Room 2. Before: none."),
        ({"minutes": 90}, "It lasts 90 minutes; before: 60."),
        ({"is_mandatory": False}, "It is voluntary now"),
        ({"online_link": "https://meet.example/1"}, "taking part online has changed"),
        ({"zone": "Africa/Tunis"}, "09:00 (Africa/Tunis). Before: Monday 9 March 2026, 09:00"),
    ],
)
def test_what_matters_to_who_comes_is_named(delivery, place, deliver_all, changes, sentence):
    change_session(session=delivery.sessions.first(), by=delivery.created_by, at=AT, **changes)
    deliver_all()
    letter = told(place.person).get()
    assert sentence in letter.body
    assert "meet.example" not in letter.body


def test_a_new_title_is_no_news(delivery, place, deliver_all):
    change_session(session=delivery.sessions.first(), title="New", by=delivery.created_by, at=AT)
    change_delivery(delivery=delivery, title="New too", by=delivery.created_by, at=AT)
    deliver_all()
    assert not Notification.objects.exists()


def test_a_cancelled_session_says_why_and_when_it_would_have_been(delivery, place, deliver_all):
    session = delivery.sessions.first()
    cancel_session(session=session, reason="The trainer is ill.", by=delivery.created_by, at=AT)
    deliver_all()
    letter = told(place.person, "session_cancelled").get()
    assert "on Monday 9 March 2026, 09:00 (Europe/Madrid) is cancelled" in letter.body
    assert "The trainer is ill." in letter.body


def test_a_new_session_is_told(delivery, place, deliver_all):
    add_session(
        delivery=delivery,
        title="Visit",
        starts_at=AT + 9 * DAY,
        minutes=60,
        by=delivery.created_by,
        at=AT,
    )
    deliver_all()
    assert "This session is new." in told(place.person).get().body


def test_a_new_venue_is_told(delivery, place, deliver_all):
    change_delivery(delivery=delivery, venue="Town hall", by=delivery.created_by, at=AT)
    deliver_all()
    letter = told(place.person, "delivery_changed").get()
    assert "New place: Town hall. Before: none." in letter.body


def test_a_cancelled_delivery_is_told_at_once_to_everybody_whose_place_is_not_over(
    delivery, place, lead, deliver_all
):
    applicant, gone = PersonFactory(), participant(delivery)
    participant(delivery, applicant, kind="applied")
    leave(enrolment=gone, reason="No time.", by=gone.person, at=AT)
    for _twice in range(2):
        cancel_delivery(delivery=delivery, reason="No money.", by=delivery.created_by, at=AT)
        deliver_all()
    letters = Notification.objects.filter(kind="delivery_cancelled")
    assert {each.person for each in letters} == {place.person, applicant, lead}
    assert {each.state for each in letters} == {Notification.State.SENT}
    assert ["No money." in each.body for each in letters] == [True] * 3


def test_while_it_is_planned_nobody_is_told_of_changes(lead, deliver_all):
    planned = training(lead=lead, is_open=False)
    move(planned.sessions.first())
    change_delivery(delivery=planned, venue="Town hall", by=planned.created_by, at=AT)
    deliver_all()
    assert list(Notification.objects.values_list("kind", flat=True)) == ["role_given"]


def test_what_is_over_is_told_to_nobody(delivery, place, deliver_all):
    session = delivery.sessions.first()
    change_session(
        session=session, place="Room 3", by=delivery.created_by, at=session.starts_at + DAY
    )
    deliver_all()
    assert not told(place.person).exists()


def test_many_are_told_in_a_fixed_number_of_queries(delivery, place, django_assert_num_queries):
    session = delivery.sessions.first()
    for more in (0, 3):
        for _ in range(more):
            participant(delivery)
        session = move(session)
        event = Event.objects.filter(name="deliveries.session_changed").last()
        with django_assert_num_queries(7):
            tell_session(event)
