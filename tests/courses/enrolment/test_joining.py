"""Applications, approval, the waiting list and leaving."""

import pytest

from courses.deliveries.models import Delivery
from courses.enrolment.actions import approve, decline, give_role, join_delivery, leave
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.enrolment.queries import participants, state_of, waiting_list
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import (
    join_organisation,
    register_organisation,
    register_region,
)
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def states(delivery) -> list[str]:
    return [state_of(each) for each in Enrolment.objects.filter(delivery=delivery).order_by("pk")]


def test_a_place_is_taken_once_and_keeps_where_the_person_works_that_day():
    region = register_region(code="ES51", nuts_version=2013, name="Catalonia", country="ES")
    employer = register_organisation(name="Leather", country="ES", region=region, by=None, at=AT)
    person = PersonFactory()
    join_organisation(person=person, organisation=employer, starts_on=AT.date(), by=None, at=AT)
    delivery = training()
    place = participant(delivery, person)
    assert participant(delivery, person) == place
    assert (place.organisation, place.region, place.country) == (employer, region, "ES")
    assert (place.role, place.programme) == ("manager", delivery.programme)
    assert [step.kind for step in place.steps.all()] == ["enrolled"]
    assert Event.objects.filter(name="enrolment.enrolled").count() == 1


def test_who_takes_part_in_a_cohort_becomes_an_instructor():
    assert participant(training(kind="cohort")).role == "instructor"


def test_nobody_joins_before_it_opens_or_when_it_is_over():
    with refused("not_open"):
        participant(training(is_open=False))
    delivery = training()
    Delivery.objects.filter(pk=delivery.pk).update(cancelled_at=AT)
    with refused("cancelled"):
        participant(delivery)
    assert not Enrolment.objects.exists()


def test_r27_a_forgotten_participant_joins_a_closed_delivery_with_a_reason():
    delivery = training()
    Delivery.objects.filter(pk=delivery.pk).update(closed_at=AT)
    by = PersonFactory()
    with refused("reason_missing"):
        participant(delivery, by=by)
    participant(delivery, by=by, reason="Was on the signed list")
    assert delivery.corrections.get().by == by


def test_r9_who_teaches_cannot_take_part_and_the_other_way_round():
    lead = PersonFactory()
    delivery = training(lead=lead)
    with refused("teaches_here"):
        participant(delivery, lead)
    place = participant(delivery)
    with refused("takes_part"):
        give_role(
            sessions=list(delivery.sessions.all()),
            person=place.person,
            role="co-trainer",
            by=lead,
            at=AT,
        )


def test_the_waiting_list_moves_up_when_somebody_leaves():
    delivery = training(capacity=1)
    first, second, third = (participant(delivery) for _ in range(3))
    assert states(delivery) == ["enrolled", "waiting", "waiting"]
    assert list(waiting_list(delivery)) == [second, third]
    leave(enrolment=first, reason="New job", by=first.person, at=AT)
    leave(enrolment=first, reason="New job", by=first.person, at=AT)
    assert states(delivery) == ["left", "enrolled", "waiting"]
    assert list(participants(delivery)) == [second]


def test_an_application_is_approved_or_declined_with_a_reason():
    by = PersonFactory()
    delivery = training(capacity=1)
    first, second, third = (participant(delivery, kind="applied") for _ in range(3))
    approve(enrolment=first, by=by, at=AT)
    approve(enrolment=first, by=by, at=AT)
    approve(enrolment=second, by=by, at=AT)
    with refused("reason_missing"):
        decline(enrolment=third, reason="", by=by, at=AT)
    decline(enrolment=third, reason="Too far away", by=by, at=AT)
    assert states(delivery) == ["enrolled", "waiting", "declined"]
    assert EnrolmentStep.objects.count() == 6
    with refused("over"):
        approve(enrolment=third, by=by, at=AT)
    with refused("taking_part"):
        decline(enrolment=first, reason="x", by=by, at=AT)


def test_who_left_may_come_back():
    delivery = training()
    place = participant(delivery)
    leave(enrolment=place, reason="", by=place.person, at=AT)
    assert join_delivery(delivery=delivery, person=place.person, by=None, at=AT) == place
    assert states(delivery) == ["enrolled"]
