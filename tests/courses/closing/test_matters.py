"""What waits today in several deliveries at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.closing.actions import close_delivery
from courses.closing.matters import matters_of
from courses.closing.queries import lists_incomplete
from courses.deliveries.models import Session, SessionRole
from courses.enrolment.actions import give_role
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import attend, participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme():
    return programme_page(with_tests=False)


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def now():
    return timezone.now()


def held(programme, lead, now, *days: int):
    """A training whose sessions lie so many days from now."""
    found = training(programme=programme, lead=lead, sessions=len(days))
    for session, day in zip(found.sessions.all(), days, strict=True):
        Session.objects.filter(pk=session.pk).update(starts_at=now + day * DAY)
    return found


def names(subjects) -> list[str]:
    return [str(each) for each in subjects]


def test_lists_of_sessions_that_began_wait_until_everybody_has_an_entry(programme, lead, now):
    delivery = held(programme, lead, now, -2, -1, 0, 1)
    ana, bo = participant(delivery), participant(delivery)
    participant(delivery, kind="applied")
    first, second, _now, _tomorrow = delivery.sessions.all()
    for place in (ana, bo):
        attend(first, place, at=now)
    attend(second, ana, at=now)
    attend(second, ana, 30, at=now)
    (found,) = matters_of([delivery], now)
    assert names(found.lists) == ["Session 2 (1)", "Session 3 (2)"]
    assert (found.people, found.sessions_over) == ({"enrolled": 2, "applied": 1}, False)


def test_r31_a_session_soon_without_the_right_waits_and_one_far_away_does_not(programme, lead, now):
    lead.teaching_authorities.update(valid_through=(now + 3 * DAY).date())
    delivery = held(programme, lead, now, 2, 5, 40)
    (found,) = matters_of([delivery], now)
    assert names(found.without_right) == ["Session 2"]
    helper = trainer_of(programme)
    give_role(sessions=delivery.sessions.all(), person=helper, role="co-trainer", by=lead, at=AT)
    (found,) = matters_of([delivery], now)
    assert found.is_quiet
    SessionRole.objects.all().delete()
    (found,) = matters_of([delivery], now)
    assert names(found.without_trainer) == ["Session 1", "Session 2", "Session 3"]


def test_r36_when_every_session_is_over_it_waits_to_be_closed(programme, lead, now):
    delivery = held(programme, lead, now, -2, -1)
    place = participant(delivery)
    (found,) = matters_of([delivery], now)
    assert (found.sessions_over, found.people_open, found.waits_to_close) == (True, 1, False)
    for session in delivery.sessions.all():
        attend(session, place, at=now)
    (found,) = matters_of([delivery], now)
    assert (found.people_open, found.waits_to_close) == (1, True)
    close_delivery(delivery=delivery, by=lead, at=now)
    delivery.refresh_from_db()
    (found,) = matters_of([delivery], now)
    assert found.is_quiet
    assert found.states == [("completed", 1)]


def test_the_number_of_queries_does_not_grow_with_deliveries(
    programme, lead, now, django_assert_num_queries
):
    deliveries = []
    for _number in range(3):
        delivery = held(programme, lead, now, -1, 1)
        attend(delivery.sessions.first(), participant(delivery, PersonFactory()), at=now)
        deliveries.append(delivery)
        with django_assert_num_queries(6):
            assert len(matters_of(deliveries, now)) == len(deliveries)


def test_several_deliveries_say_what_each_says_by_itself(programme, lead, now):
    """Written twice, as a set and one by one: the two must agree."""
    delivery = held(programme, lead, now, -3, -2, -1)
    places = [participant(delivery) for _number in range(3)]
    for number, session in enumerate(delivery.sessions.all()):
        for place in places[number:]:
            attend(session, place, at=now)
    (found,) = matters_of([delivery], now)
    assert found.lists == lists_incomplete(delivery, now)
    assert names(found.lists) == ["Session 2 (1)", "Session 3 (2)"]
