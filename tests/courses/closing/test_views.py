"""The closing page: what is met and missing, how each gap is mended, closing, and what it brought."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.closing.actions import close_delivery, settle_as_not_completed
from courses.closing.models import TrainerCredit
from courses.deliveries.models import Session
from courses.enrolment.actions import give_role
from courses.enrolment.queries import state_of
from courses.fieldwork.actions import form_team
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import after, attend, participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page(with_tests=False)


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def delivery(programme, lead):
    """Two sessions of an hour that were held yesterday; the lists are not locked yet."""
    found = training(programme=programme, lead=lead, sessions=2)
    begin = timezone.now() - timedelta(days=1)
    Session.objects.filter(delivery=found).update(starts_at=begin)
    return found


def page_of(delivery) -> str:
    return reverse("closing:closing", args=[delivery.uid])


def attended(delivery, *minutes: int):
    place = participant(delivery)
    for session, each in zip(delivery.sessions.all(), minutes, strict=False):
        attend(session, place, each)
    return place


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_each_participant_stands_with_what_is_met_and_what_to_do(client_of, delivery, lead):
    met, short, unlisted = attended(delivery, 60, 60), attended(delivery, 60, 0), attended(delivery)
    shown = words(client_of(lead).get(page_of(delivery)))
    assert "attended 100.00 % (120 of 120 min)" in shown
    assert "attended 50.00 % (60 of 120 min), asked are 80 %" in shown
    assert "attended 0.00 % (0 of 120 min), asked are 80 %" in shown
    session = delivery.sessions.first()
    assert reverse("attendance:list", args=[session.uid]) in shown
    assert "one person without an entry" in shown
    addresses = {
        place: reverse("closing:not_completed", args=[place.uid])
        for place in (met, short, unlisted)
    }
    assert [address in shown for address in addresses.values()] == [False, True, True]
    assert "Note one participant as completed" in shown


def test_r6_a_share_just_below_is_not_rounded_up(client_of, programme, lead):
    delivery = training(programme=programme, lead=lead, sessions=2, minutes=1000)
    begin = timezone.now() - timedelta(days=2)
    Session.objects.filter(delivery=delivery).update(starts_at=begin)
    attended(delivery, 1000, 599)
    shown = words(client_of(lead).get(page_of(delivery)))
    assert "attended 79.95 % (1599 of 2000 min), asked are 80 %" in shown
    assert ">has met everything<" not in shown


def test_r36_it_refuses_to_close_while_one_person_is_open_and_then_closes(
    client_of, delivery, lead
):
    attended(delivery, 60, 60)
    left_open = attended(delivery, 0, 0)
    client = client_of(lead)
    refused = client.post(page_of(delivery), {"do": "close"})
    assert refused.status_code == 422
    assert f"Participants who are still only enrolled: {left_open.person}" in words(refused)
    reason = reverse("closing:not_completed", args=[left_open.uid])
    assert client.post(reason, {"reason": " "}).status_code == 422
    assert state_of(left_open) == "enrolled"
    assert client.post(reason, {"reason": "Fell ill"}).status_code == 302
    assert client.post(page_of(delivery), {"do": "close"}).status_code == 302
    shown = words(client.get(page_of(delivery)))
    assert "counts as led" in shown
    assert "with one completer" in shown
    assert "taught 120 of 120 min" in shown
    delivery.refresh_from_db()
    assert delivery.closed_at is not None


def test_who_met_everything_is_settled_without_closing(client_of, delivery, lead):
    place, other = attended(delivery, 60, 60), attended(delivery, 60, 0)
    client_of(lead).post(page_of(delivery), {"do": "complete"})
    assert [state_of(each) for each in (place, other)] == ["completed", "enrolled"]


def test_r27_a_later_correction_needs_its_reason_and_adds_rows(client_of, delivery, lead):
    place = attended(delivery, 60, 0)
    now = timezone.now()
    settle_as_not_completed(enrolment=place, reason="Missed a day", by=lead, at=now)
    close_delivery(delivery=delivery, by=lead, at=now)
    attend(delivery.sessions.last(), place, 60, at=now, reason="The list was found")
    client = client_of(lead)
    refused = client.post(page_of(delivery), {"do": "complete", "reason": ""})
    assert refused.status_code == 422
    assert "say why something is added" in words(refused)
    assert state_of(place) == "not completed"
    client.post(page_of(delivery), {"do": "complete", "reason": "List of the second day found"})
    assert state_of(place) == "completed"
    assert [step.kind for step in place.steps.all()] == ["enrolled", "not completed", "completed"]
    assert "List of the second day found" in words(client.get(page_of(delivery)))


def test_r27_a_trainer_forgotten_until_after_closing_is_credited_with_a_reason(
    client_of, programme, delivery, lead
):
    close_delivery(delivery=delivery, by=lead, at=timezone.now())
    forgotten = trainer_of(programme)
    give_role(
        sessions=[delivery.sessions.first()],
        person=forgotten,
        role="co-trainer",
        by=lead,
        at=timezone.now(),
        reason="Not noted then",
    )
    client = client_of(lead)
    assert f"Noted as trainers only after it was closed: {forgotten}" in words(
        client.get(page_of(delivery))
    )
    assert client.post(page_of(delivery), {"do": "credit"}).status_code == 422
    client.post(page_of(delivery), {"do": "credit", "reason": "Not noted then"})
    rows = TrainerCredit.objects.filter(delivery=delivery).order_by("pk")
    assert [(each.person, each.minutes) for each in rows] == [(lead, 120), (forgotten, 60)]


def test_r36_the_lead_signs_for_a_co_lead_and_nobody_else_does(
    client_of, programme, delivery, lead
):
    co_trainer = trainer_of(programme)
    give_role(
        sessions=delivery.sessions.all(), person=co_trainer, role="co-trainer", by=lead, at=AT
    )
    close_delivery(delivery=delivery, by=lead, at=timezone.now())
    credit = TrainerCredit.objects.get(person=co_trainer)
    address = reverse("closing:sign", args=[delivery.uid, credit.pk])
    client = client_of(co_trainer)
    assert address not in words(client.get(page_of(delivery)))
    client.post(address)
    credit.refresh_from_db()
    assert not credit.is_lead
    client = client_of(lead)
    assert address in words(client.get(page_of(delivery)))
    client.post(address)
    credit.refresh_from_db()
    assert credit.is_lead


def test_a_participant_and_a_stranger_do_not_find_it_a_coordinator_reads_it(
    client_of, delivery, lead
):
    place = participant(delivery)
    for person in (place.person, PersonFactory()):
        assert client_of(person).get(page_of(delivery)).status_code == 404
    co_trainer = PersonFactory()
    give_role(
        sessions=[delivery.sessions.first()], person=co_trainer, role="co-trainer", by=lead, at=AT
    )
    client = client_of(co_trainer)
    shown = words(client.get(page_of(delivery)))
    assert str(place.person) in shown
    assert "Close the delivery" not in shown
    not_completed = reverse("closing:not_completed", args=[place.uid])
    for address in (page_of(delivery), not_completed):
        assert client.post(address, {"do": "close", "reason": "x"}).status_code == 404


def test_r53_a_missing_field_project_leads_to_the_team(client_of, delivery, lead):
    delivery.has_field_project = True
    delivery.save()
    place = attended(delivery, 60, 60)
    client = client_of(lead)
    assert reverse("fieldwork:teams", args=[delivery.uid]) in words(client.get(page_of(delivery)))
    team = form_team(delivery=delivery, title="Oil", members=[place], by=lead, at=AT)
    assert reverse("fieldwork:team", args=[team.uid]) in words(client.get(page_of(delivery)))


def test_the_number_of_queries_does_not_grow_with_participants(
    client_of, delivery, lead, django_assert_num_queries
):
    client = client_of(lead)
    for participants, number in ((1, QUERIES), (3, QUERIES)):
        while delivery.enrolments.count() < participants:
            attended(delivery, 60)
        with django_assert_num_queries(number):
            client.get(page_of(delivery))


QUERIES = 23


def test_before_the_sessions_are_over_nothing_is_settled(client_of, programme, lead):
    delivery = training(programme=programme, lead=lead, sessions=1)
    Session.objects.filter(delivery=delivery).update(starts_at=timezone.now() + timedelta(days=1))
    place = participant(delivery)
    answer = client_of(lead).post(page_of(delivery), {"do": "complete"})
    assert answer.status_code == 422
    assert "Some sessions are not over yet." in words(answer)
    assert state_of(place) == "enrolled"
    assert after(delivery.sessions.get()) > timezone.now()


def test_who_has_attended_enough_is_still_open_until_the_last_session_is_over(
    client_of, programme, lead
):
    delivery = training(programme=programme, lead=lead, sessions=5)
    begin = timezone.now() - timedelta(days=1)
    Session.objects.filter(delivery=delivery).update(starts_at=begin)
    place = attended(delivery, 60, 60, 60, 60)
    last = delivery.sessions.last()
    Session.objects.filter(pk=last.pk).update(starts_at=timezone.now() + timedelta(days=1))
    shown = words(client_of(lead).get(page_of(delivery)))
    assert "attended 80.00 % (240 of 300 min)" in shown
    assert f"{place.person}: note why not" in shown
    assert ">has met everything<" not in shown
    assert "Note one participant as completed" not in shown
