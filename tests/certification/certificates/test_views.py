"""The public check tells claims and state to anybody, and nothing about anybody else."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from certification.certificates.limits import MISSES
from certification.certificates.models import Certificate, Document, StatusEvent
from certification.certificates.numbers import make_number
from courses.attempts.actions import submit_attempt
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(deliver_all) -> Certificate:
    programme = programme_page()
    install(programme, ["M1", "M9"])
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    return Certificate.objects.get()


def check(client, number, **query):
    return client.get(reverse("certificates:check", args=[number]), query)


def test_anybody_sees_the_claims_and_the_state(client, certificate):
    page = check(client, certificate.number)
    text = page.content.decode()
    assert page.status_code == 200
    assert certificate.holder_name in text
    assert "Valid today" in text
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"


def test_the_same_as_json(client, certificate):
    claims = check(client, certificate.number.lower(), format="json").json()
    assert claims["found"] is True
    assert claims["holder"] == certificate.holder_name
    assert (claims["status"], claims["issued_on"]) == ("valid", "2026-03-02")
    assert claims["scheme_version"] == 1


def test_r42_the_state_on_a_day(client, certificate):
    StatusEvent.objects.create(
        certificate=certificate,
        kind=StatusEvent.Kind.WITHDRAWN,
        effective_on=date(2026, 6, 1),
        recorded_at=AT,
    )
    answers = {
        on: check(client, certificate.number, format="json", on=on).json()["status"]
        for on in ("2026-03-01", "2026-05-01", "2026-06-01")
    }
    assert answers == {
        "2026-03-01": "not yet granted",
        "2026-05-01": "valid",
        "2026-06-01": "withdrawn",
    }


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "' or 1"])
def test_a_date_that_is_none_gets_a_kind_answer(client, certificate, on):
    page = check(client, certificate.number, on=on)
    assert page.status_code == 400
    assert certificate.holder_name not in page.content.decode()


def test_an_unknown_number_says_nothing_about_anybody(client, certificate):
    page = check(client, make_number())
    assert page.status_code == 404
    assert "We know no certificate with this number" in page.content.decode()
    assert certificate.holder_name not in page.content.decode()


def test_a_mistyped_number_is_told_kindly(client, certificate):
    wrong = ("1" if certificate.number[0] != "1" else "2") + certificate.number[1:]
    page = check(client, wrong)
    assert page.status_code == 404
    assert "does not look like a certificate number" in page.content.decode()
    assert check(client, wrong, format="json").json()["found"] is False


def test_the_form_leads_to_the_address_of_the_number(client, certificate):
    typed = certificate.number.replace("-", " ").lower()
    page = client.get(reverse("certificates:verify"), {"number": typed})
    assert page["Location"] == reverse("certificates:check", args=[certificate.number])
    assert client.get(reverse("certificates:verify")).status_code == 200


def test_numbers_cannot_be_tried_in_bulk(client, certificate):
    for _ in range(MISSES):
        assert check(client, make_number()).status_code == 404
    assert check(client, make_number()).status_code == 429


def test_known_numbers_are_not_limited(client, certificate):
    codes = {check(client, certificate.number).status_code for _ in range(MISSES + 5)}
    assert codes == {200}


def test_the_document_is_for_its_holder(client, client_of, certificate):
    url = reverse("certificates:document", args=[certificate.number])
    assert client.get(url).status_code == 302
    assert client_of(PersonFactory()).get(url).status_code == 404
    page = client_of(certificate.person).get(url)
    assert page["Content-Type"] == "application/pdf"
    assert b"".join(page.streaming_content).startswith(b"%PDF-")


def test_a_document_that_is_still_being_made_says_so(client_of, certificate):
    Document.objects.all().delete()
    url = reverse("certificates:document", args=[certificate.number])
    page = client_of(certificate.person).get(url)
    assert page.status_code == 202
    assert "being made" in page.content.decode()


def test_the_check_needs_the_same_few_queries_whatever_there_is(
    client, certificate, django_assert_num_queries
):
    with django_assert_num_queries(2):
        check(client, certificate.number)


@pytest.mark.parametrize("count", [10, 1000])
def test_the_check_needs_the_same_queries_among_many_certificates(
    client, certificate, count, django_assert_num_queries
):
    StatusEvent.objects.bulk_create(
        StatusEvent(
            certificate=certificate,
            kind=StatusEvent.Kind.SUSPENDED if number % 2 else StatusEvent.Kind.LIFTED,
            effective_on=date(2026, 4, 1),
            recorded_at=AT,
        )
        for number in range(count)
    )
    with django_assert_num_queries(2):
        check(client, certificate.number)
