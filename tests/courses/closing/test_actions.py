"""Settling who completed a delivery, and closing it."""

import uuid
from datetime import date, timedelta

import pytest

from courses.attempts.actions import submit_attempt
from courses.closing.actions import (
    close_delivery,
    settle_as_not_completed,
    settle_completions,
    sign_for_co_lead,
)
from courses.closing.models import TrainerCredit
from courses.enrolment.actions import give_role, join_delivery
from courses.enrolment.queries import state_of
from courses.progress.models import ProgrammeCompletion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT, answered_attempt, modules_of, programme_page
from tests.factories.deliveries import after, attend, participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def programme():
    return programme_page()


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def delivery(programme, lead):
    return training(programme=programme, lead=lead)


@pytest.fixture
def end(delivery):
    return after(delivery.sessions.last())


def attend_all(delivery, place, *, sessions=5):
    for number, session in enumerate(delivery.sessions.all()):
        attend(session, place, session.minutes if number < sessions else 0)


def pass_test(place, deliver_all):
    module = modules_of(place.programme)[0]
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()


def test_r7_who_met_everything_has_completed_and_counts_once(delivery, lead, end, deliver_all):
    place, other = participant(delivery), participant(delivery)
    attend_all(delivery, place, sessions=4)
    attend_all(delivery, other, sessions=3)
    for each in (place, other):
        pass_test(each, deliver_all)
    assert not ProgrammeCompletion.objects.exists()
    assert settle_completions(delivery=delivery, by=lead, at=end) == [place]
    assert settle_completions(delivery=delivery, by=lead, at=end) == []
    step = place.steps.latest("pk")
    assert (step.kind, step.counted_on) == ("completed", date(2026, 3, 13))
    assert step.basis["conditions"][0]["detail"] == "240/300 min"
    completion = ProgrammeCompletion.objects.get()
    assert completion.enrolment == place
    assert completion.completed_at == delivery.sessions.last().ends_at
    assert Event.objects.filter(name="courses.programme_completed").count() == 1
    assert state_of(other) == "enrolled"


def test_nothing_is_settled_before_the_last_session_is_over(delivery, lead):
    with refused("sessions_running"):
        settle_completions(delivery=delivery, by=lead, at=delivery.sessions.last().starts_at)


def test_r36_a_delivery_with_one_person_open_does_not_close_and_then_does(
    delivery, lead, end, deliver_all
):
    place, left_open = participant(delivery), participant(delivery)
    waiting = participant(delivery, kind="applied")
    attend_all(delivery, place)
    attend_all(delivery, left_open, sessions=1)
    pass_test(place, deliver_all)
    with refused("not_complete") as caught:
        close_delivery(delivery=delivery, by=lead, at=end)
    assert str(left_open.person) in caught.value.sentence
    assert str(place.person) not in caught.value.sentence
    settle_as_not_completed(enrolment=left_open, reason="Fell ill", by=lead, at=end)
    settle_as_not_completed(enrolment=left_open, reason="Fell ill", by=lead, at=end)
    close_delivery(delivery=delivery, by=lead, at=end)
    closed = close_delivery(delivery=delivery, by=lead, at=end + timedelta(days=1))
    assert closed.closed_at == end
    assert [state_of(each) for each in (place, left_open, waiting)] == [
        "completed",
        "not completed",
        "declined",
    ]
    assert Event.objects.filter(name="courses.delivery_closed").count() == 1


def test_r36_the_list_must_be_complete(delivery, lead, end, deliver_all):
    place = participant(delivery)
    for session in list(delivery.sessions.all())[:4]:
        attend(session, place)
    pass_test(place, deliver_all)
    with refused("not_complete") as caught:
        close_delivery(delivery=delivery, by=lead, at=end)
    assert "Session 5 (1)" in caught.value.sentence


def test_who_met_everything_is_not_settled_as_not_completed(delivery, lead, end, deliver_all):
    place = participant(delivery)
    attend_all(delivery, place)
    pass_test(place, deliver_all)
    with refused("has_completed"):
        settle_as_not_completed(enrolment=place, reason="No", by=lead, at=end)


def test_only_who_leads_it_or_an_administrator_closes(delivery, end):
    with refused("not_yours"):
        close_delivery(delivery=delivery, by=PersonFactory(), at=end)
    close_delivery(delivery=delivery, by=PersonFactory(roles=["administrator"]), at=end)


def test_r27_a_resit_passed_after_closing_still_counts(delivery, lead, end, deliver_all):
    place = participant(delivery)
    attend_all(delivery, place)
    settle_as_not_completed(enrolment=place, reason="Test not passed", by=lead, at=end)
    close_delivery(delivery=delivery, by=lead, at=end)
    pass_test(place, deliver_all)
    with refused("reason_missing"):
        settle_completions(delivery=delivery, by=lead, at=end)
    settle_completions(delivery=delivery, by=lead, at=end, reason="Resit passed")
    assert state_of(place) == "completed"
    assert delivery.corrections.get().reason == "Resit passed"


def test_r27_who_joins_a_closed_delivery_gets_an_outcome_as_a_correction(delivery, lead, end):
    close_delivery(delivery=delivery, by=lead, at=end)
    late = PersonFactory()
    place = join_delivery(
        delivery=delivery, person=late, by=lead, at=end, reason="Left out of the file"
    )
    settle_as_not_completed(enrolment=place, reason="Came once", by=lead, at=end)
    assert state_of(place) == "not completed"
    reasons = [each.reason for each in delivery.corrections.all()]
    assert reasons == ["Left out of the file", "Came once"]


def test_r8_an_information_event_trains_nobody(programme, lead, deliver_all):
    event = training(programme=programme, lead=lead, activity="information")
    place = participant(event)
    attend_all(event, place)
    pass_test(place, deliver_all)
    settle_completions(delivery=event, by=lead, at=after(event.sessions.last()))
    assert state_of(place) == "completed"
    assert not ProgrammeCompletion.objects.exists()


def test_r35_each_trainer_is_credited_what_they_taught(programme, delivery, lead, end):
    co_trainer = PersonFactory()
    sessions = list(delivery.sessions.all())
    give_role(sessions=sessions[:2], person=co_trainer, role="co-trainer", by=lead, at=AT)
    give_role(sessions=sessions[:1], person=PersonFactory(), role="guest", by=lead, at=AT)
    close_delivery(delivery=delivery, by=lead, at=end)
    credited = {
        each.person: (each.role, each.minutes, each.minutes_without_right, each.minutes_in_all)
        for each in TrainerCredit.objects.all()
    }
    assert credited == {
        lead: ("lead", 300, 0, 300),
        co_trainer: ("co-trainer", 120, 120, 300),
    }
    credit = TrainerCredit.objects.get(person=co_trainer)
    assert (credit.taught_from, credit.taught_through) == (date(2026, 3, 9), date(2026, 3, 10))
    with refused("not_lead"):
        sign_for_co_lead(credit=credit, by=co_trainer, at=end)
    assert not credit.is_lead
    assert sign_for_co_lead(credit=credit, by=lead, at=end).is_lead


def test_r40_nobody_is_trained_by_their_own_trainee(programme, lead):
    first, second = PersonFactory(), PersonFactory()
    one = training(programme=programme, lead=first)
    participant(one, second)
    two = training(programme=programme, lead=second)
    third = participant(two).person
    three = training(programme=programme, lead=third)
    with refused("circle"):
        participant(three, first)
    with refused("circle"):
        join_delivery(delivery=two, person=first, by=None, at=AT)
    four = training(programme=programme, lead=lead)
    participant(four, first)
    with refused("circle"):
        give_role(sessions=[four.sessions.first()], person=third, role="co-trainer", by=lead, at=AT)
    participant(training(programme=programme, lead=third, kind="cohort"), first)


def test_a_training_of_some_modules_is_completed_but_does_not_train_for_the_programme(deliver_all):
    programme = programme_page(modules=2)
    lead = trainer_of(programme)
    part = training(programme=programme, lead=lead)
    place = participant(part)
    attend_all(part, place)
    pass_test(place, deliver_all)
    settle_completions(delivery=part, by=lead, at=after(part.sessions.last()))
    assert state_of(place) == "completed"
    assert not ProgrammeCompletion.objects.exists()
