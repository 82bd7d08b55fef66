"""Pages of trainers and coordinators: what waits, and what it brought."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.closing.actions import close_delivery
from courses.deliveries.actions import name_coordinator
from courses.deliveries.models import Session
from courses.lineage.records import Period, credits_of
from lms.journal import outbox
from tests.factories.counts import project
from tests.factories.courses import programme_page
from tests.factories.deliveries import attend, participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
TEACHING, PROJECTS = reverse("portal:teaching"), reverse("portal:projects")


@pytest.fixture
def programme():
    return programme_page(with_tests=False)


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


def held(programme, lead, *, completers: int = 1, **fields):
    """A training of one session that was held yesterday, with its list complete."""
    found = training(programme=programme, lead=lead, sessions=1, **fields)
    begin = timezone.now() - timedelta(days=1)
    Session.objects.filter(delivery=found).update(starts_at=begin)
    for _number in range(completers):
        attend(found.sessions.get(), participant(found), at=timezone.now())
    return found


def paid_by(code: str):
    return project(code, date(2026, 1, 1), date(2027, 12, 31))


def close(delivery, lead):
    """Closed, and summed up by what follows from it."""
    close_delivery(delivery=delivery, by=lead, at=timezone.now())
    while outbox.deliver_due():
        pass


def brought_to(person) -> list:
    return list(credits_of(person, Period()))


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_r36_what_is_missing_today_and_what_a_closed_training_brought(client_of, programme, lead):
    delivery = held(programme, lead, completers=2)
    client = client_of(lead)
    shown = words(client.get(TEACHING))
    assert "See what is missing, and close it" in shown
    assert "No training of yours is closed yet" in shown
    assert reverse("decisions:way") in shown
    close(delivery, lead)
    shown = words(client.get(TEACHING))
    assert "2 of 2 participants completed it" in shown
    assert "counts as led" in shown


def test_r32_what_was_taught_without_the_right_does_not_count_as_led(programme):
    lead = PersonFactory()
    close(held(programme, lead), lead)
    (brought,) = brought_to(lead)
    assert (brought.is_lead, brought.counts_as_led) == (True, False)


def test_r8_an_information_event_brings_a_trainer_nothing(programme, lead):
    event = held(programme, lead, activity="information")
    close(event, lead)
    assert brought_to(lead) == []


def test_who_teaches_nothing_is_told_so(client_of):
    shown = words(client_of().get(TEACHING))
    assert "No training of yours is planned or running." in shown


def test_a_trainer_sees_their_own_trainings_only(client_of, programme, lead):
    own, other = held(programme, lead), held(programme, trainer_of(programme), title="Of others")
    shown = words(client_of(lead).get(TEACHING))
    assert own.title in shown
    assert other.title not in shown


def test_a_coordinator_sees_the_deliveries_of_their_projects_with_people_and_gaps(
    client_of, programme, lead
):
    coordinator = PersonFactory(roles=["coordinator"])
    paying = paid_by("P1")
    name_coordinator(project=paying, person=coordinator, by=None, at=timezone.now())
    delivery = held(programme, lead, project=paying, title="Paid by P1")
    participant(delivery, kind="applied")
    held(programme, lead, project=paid_by("P2"), title="Paid by P2")
    shown = words(client_of(coordinator).get(PROJECTS))
    assert "Paid by P1" in shown
    assert "Paid by P2" not in shown
    assert "<li>enrolled: 1</li>" in shown
    assert "<li>applied: 1</li>" in shown
    assert reverse("closing:closing", args=[delivery.uid]) in shown
    assert "Paid by" not in words(client_of(lead).get(PROJECTS))


@pytest.mark.parametrize(("address", "number"), [(TEACHING, 15), (PROJECTS, 11)])
def test_the_number_of_queries_does_not_grow(
    client_of, programme, lead, django_assert_num_queries, address, number
):
    paying = paid_by("P1")
    name_coordinator(project=paying, person=lead, by=None, at=timezone.now())
    client = client_of(lead)
    for _time in range(2):
        for is_closed in (False, True):
            delivery = held(programme, lead, project=paying)
            if is_closed:
                close(delivery, lead)
        with django_assert_num_queries(number):
            client.get(address)
