"""The pages of places: applied for, decided, invited by link; roles given and ended."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.models import Delivery
from courses.enrolment.actions import join_delivery
from courses.enrolment.models import Enrolment, Invitation
from courses.enrolment.queries import state_of
from lms.people.actions import join_organisation, register_person, register_region
from tests.factories.counts import project
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def page_of(delivery, name):
    return reverse(f"enrolment:{name}", args=[delivery.uid])


def own_place(place):
    return reverse("enrolment:place", args=[place.uid])


def state(delivery, person) -> str:
    return state_of(Enrolment.objects.get(delivery=delivery, person=person))


@pytest.fixture
def lead():
    return PersonFactory(last_name="Lead")


@pytest.fixture
def delivery(lead):
    return training(lead=lead, capacity=1)


def test_r13_r21_an_application_keeps_employer_region_and_project_of_the_day(client_of, delivery):
    region = register_region(code="AT31", nuts_version=2021, name="Upper Austria", country="AT")
    employer = OrganisationFactory(region=region)
    today = timezone.localdate()
    person, grant = PersonFactory(), project("P1", today - timedelta(days=9), today)
    join_organisation(person=person, organisation=employer, starts_on=AT.date(), by=None, at=AT)
    client = client_of(person)
    address = page_of(delivery, "apply")
    assert client.post(address, {"organisation": "999999"}).status_code == 422
    client.post(address, {"organisation": employer.pk, "project": grant.pk})
    place = Enrolment.objects.get()
    assert (place.organisation, place.region, place.project) == (employer, region, grant)
    shown = text_of(client.get(address))
    assert "applied" in shown
    assert "AT31 Upper Austria" in shown
    client.post(address, {"organisation": employer.pk})
    assert place.steps.count() == 1


def test_anybody_reads_the_public_page_of_an_open_delivery_and_nobody_of_another(client):
    delivery = training(online_link="https://meet.example.org/secret")
    shown = client.get(page_of(delivery, "apply"))
    assert delivery.title in text_of(shown)
    assert "meet.example.org" not in text_of(shown)
    assert "/accounts/login/" in client.post(page_of(delivery, "apply"))["Location"]
    assert client.get(page_of(training(is_open=False), "apply")).status_code == 404
    Delivery.objects.filter(pk=delivery.pk).update(cancelled_at=AT)
    assert client.get(page_of(delivery, "apply")).status_code == 404


def test_who_runs_it_approves_declines_with_a_reason_and_the_next_one_waiting_follows(
    client_of, delivery, lead
):
    first, second, third = [participant(delivery, kind="applied") for _ in range(3)]
    client = client_of(lead)
    client.post(own_place(first), {"do": "approve"})
    client.post(own_place(second), {"do": "approve"})
    assert (state_of(first), state_of(second)) == ("enrolled", "waiting")
    refused = client.post(own_place(third), {"do": "decline", "reason": ""})
    assert refused.status_code == 422
    assert "Say why" in text_of(refused)
    client.post(own_place(third), {"do": "decline", "reason": "Another training fits better."})
    assert state_of(third) == "declined"
    client.post(own_place(first), {"do": "leave", "reason": "Another job"})
    assert (state_of(first), state_of(second)) == ("left", "enrolled")
    shown = text_of(client.get(page_of(delivery, "people")))
    assert "0 of 1 places are free." in shown
    assert "declined: 1" in shown
    only = text_of(client.get(page_of(delivery, "people"), {"state": "enrolled"}))
    assert str(second.person) in only
    assert str(third.person) not in only


def test_nobody_approves_their_own_application_or_sees_the_others(client_of, delivery):
    place, other = participant(delivery, kind="applied"), participant(delivery, kind="applied")
    client = client_of(place.person)
    client.post(own_place(place), {"do": "approve"})
    assert state_of(place) == "applied"
    assert client.get(own_place(other)).status_code == 404
    assert client.get(page_of(delivery, "people")).status_code == 404
    client.post(own_place(place), {"do": "leave"})
    assert state_of(place) == "left"


def test_r27_an_application_is_not_approved_after_closing(client_of, delivery, lead):
    place = participant(delivery, kind="applied")
    Delivery.objects.filter(pk=delivery.pk).update(closed_at=AT)
    answer = client_of(lead).post(own_place(place), {"do": "approve"})
    assert "closed" in text_of(answer)
    assert state_of(place) == "applied"


def test_who_is_invited_takes_the_place_or_declines_without_a_reason(client_of, delivery, lead):
    person, other = PersonFactory(), PersonFactory()
    client = client_of(lead)
    for each in (person, other):
        client.post(page_of(delivery, "add"), {"person": each.email, "kind": "invited"})
    client_of(person).post(page_of(delivery, "apply"))
    place = Enrolment.objects.get(person=other)
    client_of(other).post(own_place(place), {"do": "decline"})
    assert (state(delivery, person), state(delivery, other)) == ("enrolled", "declined")


def test_a_link_gives_a_place_once_until_it_is_over(client_of, delivery, lead):
    client = client_of(lead)
    last_day = timezone.localdate() + timedelta(days=3)
    past = client.post(page_of(delivery, "invitations"), {"last_day": "2020-01-01"})
    assert past.status_code == 422
    client.post(page_of(delivery, "invitations"), {"last_day": last_day.isoformat()})
    invitation = Invitation.objects.get()
    assert invitation.expires_at.date() in {last_day, last_day + timedelta(days=1)}
    address = re.search(
        r"/deliveries/invitation/[\w-]+/", text_of(client.get(page_of(delivery, "invitations")))
    )[0]
    person = PersonFactory()
    own = client_of(person)
    assert "Take a place" in text_of(own.get(address))
    own.post(address)
    own.post(address)
    assert state(delivery, person) == "enrolled"
    assert Enrolment.objects.get(person=person).steps.count() == 1
    client_of(lead).post(page_of(delivery, "end_invitation"), {"invitation": invitation.pk})
    late = PersonFactory()
    assert client_of(late).post(address).status_code == 422
    assert not Enrolment.objects.filter(person=late).exists()


def test_a_link_for_one_address_opens_to_who_has_confirmed_it(client_of, delivery, lead):
    last_day = timezone.localdate() + timedelta(days=3)
    said = {"email": "ana@example.org", "needs_approval": "on", "last_day": last_day.isoformat()}
    client_of(lead).post(page_of(delivery, "invitations"), said)
    address = reverse("enrolment:invitation", args=[Invitation.objects.get().token])
    stranger = client_of(PersonFactory())
    assert "another e-mail address" in text_of(stranger.post(address))
    meant = register_person(
        first_name="Ana", last_name="A", email="Ana@example.org", by=None, at=AT
    )
    client_of(meant).post(address)
    assert state(delivery, meant) == "applied"


def test_r31_r32_a_role_without_the_right_is_given_and_told(client_of):
    programme = programme_page()
    lead, helper = trainer_of(programme), PersonFactory()
    delivery = training(programme=programme, lead=lead)
    client = client_of(lead)
    chosen = list(delivery.sessions.all()[:2])
    said = {"person": helper.email, "role": "co-trainer", "sessions": [each.pk for each in chosen]}
    answer = client.post(page_of(delivery, "roles"), said, follow=True)
    assert "2 sessions lack the right to teach" in text_of(answer)
    assert "no right to teach this module is on record" in text_of(answer)
    roles = [role for each in chosen for role in each.roles.current().filter(person=helper)]
    assert len(roles) == 2
    client.post(page_of(delivery, "end_role"), {"role": [roles[0].pk]})
    assert [
        role.ended_at is None for role in (roles[0], roles[1]) if not role.refresh_from_db()
    ] == [
        False,
        True,
    ]


def test_r9_a_participant_gets_no_role_and_a_trainer_no_place(client_of, delivery, lead):
    place = participant(delivery)
    client = client_of(lead)
    role = client.post(
        page_of(delivery, "roles"), {"person": place.person.email, "role": "co-trainer"}
    )
    assert "A participant cannot have a role" in text_of(role)
    answer = client.post(page_of(delivery, "add"), {"person": lead.email, "kind": "enrolled"})
    assert "cannot take part in it" in text_of(answer)


def test_queries_do_not_grow_with_people(client_of, lead, django_assert_max_num_queries):
    delivery = training(lead=lead, capacity=40)
    join_delivery(delivery=delivery, person=PersonFactory(), by=None, at=AT)
    client = client_of(lead)
    client.get(page_of(delivery, "people"))
    with django_assert_max_num_queries(15) as one:
        client.get(page_of(delivery, "people"))
    for _ in range(29):
        join_delivery(delivery=delivery, person=PersonFactory(), by=None, at=AT)
    with django_assert_max_num_queries(len(one)):
        client.get(page_of(delivery, "people"))
