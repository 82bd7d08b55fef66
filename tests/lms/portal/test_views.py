"""My page, my certificates, my details, and what keeps the site alive."""

import uuid

import pytest
from django.urls import reverse

from certification.certificates.models import Certificate
from courses.attempts.actions import submit_attempt
from lms.journal.models import Event
from lms.people.actions import grant_access
from tests.factories.certification import install
from tests.factories.counts import rules
from tests.factories.courses import (
    AT,
    answered_attempt,
    enrolment,
    modules_of,
    programme_page,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HOME = "/my/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def certified(programme, person):
    place = enrolment(programme=programme, person=person)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=person, at=AT)


def test_the_health_views_answer_without_signing_in(client):
    assert client.get("/healthz/live").content == b"alive"
    assert client.get("/healthz/ready").json() == {"database": "ready"}


@pytest.mark.parametrize("name", ["portal:home", "portal:certificates", "portal:details"])
def test_my_pages_are_for_who_is_signed_in(client, name):
    assert client.get(reverse(name))["Location"] == f"/accounts/login/?next={reverse(name)}"


def test_a_new_person_is_offered_the_programmes(client_of):
    programme = programme_page()
    text = text_of(client_of().get(HOME))
    assert reverse("progress:enrol", args=[programme.pk]) in text
    assert "My certificates" not in text


def test_a_learner_continues_from_my_page(client_of):
    place = enrolment(programme=programme_page())
    text = text_of(client_of(place.person).get(HOME))
    assert "Begin here" in text
    assert reverse("progress:course", args=[place.uid]) in text
    assert "No certificate yet." in text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("administrator", "What the scheme has achieved"),
        ("auditor", "Trained counts"),
        ("author", "Open the authoring desk"),
        ("officer", "No complete file waits."),
        ("officer", "Latest decisions"),
    ],
)
def test_each_role_finds_its_part_and_a_learner_does_not(client_of, role, words):
    rules()
    programme_page()
    person = PersonFactory()
    assert words not in text_of(client_of(person).get(HOME))
    grant_access(person=person, role=role, by=None, at=AT)
    assert words in text_of(client_of(person).get(HOME, follow=True))


def test_my_certificates_are_mine_and_paged(client_of, deliver_all):
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    person, other = PersonFactory(), PersonFactory()
    for one in (person, other):
        certified(programme, one)
    deliver_all()
    page = client_of(person).get(reverse("portal:certificates"))
    assert [row.person for row in page.context["page"]] == [person]
    text = text_of(page)
    theirs = Certificate.objects.get(person=other)
    assert Certificate.objects.get(person=person).number in text
    assert theirs.number not in text


def test_r41_a_new_name_changes_no_certificate(client_of, deliver_all):
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    person = PersonFactory(first_name="Ana", last_name="Before")
    certified(programme, person)
    deliver_all()
    client = client_of(person)
    text = text_of(client.get(reverse("portal:details")))
    assert "Certificates that you hold already keep the name they were issued to" in text
    names = {"first_name": "Ana", "last_name": "After"}
    assert client.post(reverse("portal:details"), names)["Location"] == HOME
    person.refresh_from_db()
    assert person.get_full_name() == "Ana After"
    assert Certificate.objects.get().current.holder_name == "Ana Before"
    event = Event.objects.get(name="people.name_changed")
    assert (event.by, event.payload) == (person, {})  # the journal holds no names (R59)


def test_a_name_must_be_given_and_the_same_name_is_no_change(client_of):
    person = PersonFactory(first_name="Ana", last_name="Before")
    client = client_of(person)
    url = reverse("portal:details")
    answer = client.post(url, {"first_name": " ", "last_name": "After"})
    assert list(answer.context["form"].errors) == ["first_name"]
    client.post(url, {"first_name": "Ana", "last_name": "Before"})
    assert not Event.objects.filter(name="people.name_changed").exists()


@pytest.mark.parametrize("count", [1, 7])
def test_my_page_has_a_fixed_number_of_queries(client_of, count, django_assert_num_queries):
    programme = programme_page(lessons=count)
    place = enrolment(programme=programme)
    client = client_of(place.person)
    client.get(HOME)
    with django_assert_num_queries(17):
        client.get(HOME)
