"""The public check tells claims and state to anybody, and nothing about anybody else."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.functional import Promise

from certification.certificates.limits import MISSES
from certification.certificates.models import Certificate, StatusEvent
from certification.certificates.numbers import make_number
from certification.certificates.rules import Status
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(deliver_all) -> Certificate:
    return certificate_of_a_passed_module(deliver_all)


def check(client, number, **query):
    return client.get(reverse("certificates:check", args=[number]), query)


def test_anybody_sees_the_claims_and_the_state(client, certificate):
    page = check(client, certificate.number)
    text = page.content.decode()
    assert page.status_code == 200
    assert certificate.current.holder_name in text
    assert "Valid today" in text
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"


def test_the_same_as_json(client, certificate):
    claims = check(client, certificate.number.lower(), format="json").json()
    assert claims["found"] is True
    assert claims["holder"] == certificate.current.holder_name
    assert (claims["status"], claims["issued_on"]) == ("valid", "2026-03-02")
    assert claims["scheme_version"] == 1


def test_r42_the_state_on_a_day(client, certificate):
    StatusEvent.objects.create(
        certificate=certificate,
        kind=StatusEvent.Kind.WITHDRAWN,
        effective_on=date(2026, 6, 1),
        decided_on=date(2026, 6, 1),
        reason="of the test",
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
    assert certificate.current.holder_name not in page.content.decode()


def test_an_unknown_number_says_nothing_about_anybody(client, certificate):
    page = check(client, make_number())
    assert page.status_code == 404
    assert "We have nothing to tell about this number" in page.content.decode()
    assert certificate.current.holder_name not in page.content.decode()


def test_a_mistyped_number_is_told_kindly(client, certificate):
    wrong = ("1" if certificate.number[0] != "1" else "2") + certificate.number[1:]
    page = check(client, wrong)
    assert page.status_code == 404
    assert "seven groups of four letters and digits" in page.content.decode()
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


def test_the_check_needs_the_same_few_queries_whatever_there_is(
    client, certificate, django_assert_num_queries
):
    with django_assert_num_queries(5):
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
            decided_on=date(2026, 4, 1),
            reason="of the test",
            recorded_at=AT,
        )
        for number in range(count)
    )
    with django_assert_num_queries(5):
        check(client, certificate.number)


def verify(client, **query):
    return client.get(reverse("certificates:verify"), query)


@pytest.mark.parametrize("query", [{}, {"number": ""}, {"number": "   "}])
def test_whoever_asks_for_json_gets_json_without_a_number_too(client, query):
    page = verify(client, **query, format="json")
    assert (page.status_code, page["Content-Type"]) == (400, "application/json")
    assert page.json() == {
        "found": False,
        "reason": "missing",
        "message": "Add the number of the certificate, like ?number=ABCD-2345-…",
    }
    assert client.get(reverse("certificates:verify"), query, headers={"Accept": "application/json"})


def test_the_way_to_the_number_keeps_the_day_and_the_format(client, certificate):
    page = verify(client, number=certificate.number, format="json", on="2026-05-01", next="/x")
    assert page["Location"] == (
        reverse("certificates:check", args=[certificate.number]) + "?format=json&on=2026-05-01"
    )
    answer = client.get(page["Location"]).json()
    assert (answer["status"], answer["status_on"]) == ("valid", "2026-05-01")


def test_r42_a_day_to_come_carries_a_caveat_in_words(client, certificate):
    caveat = "That day is still to come"
    ahead, today = (
        check(client, certificate.number, on="2150-01-01"),
        check(client, certificate.number),
    )
    assert caveat in ahead.content.decode()
    assert caveat not in today.content.decode()
    answer = check(client, certificate.number, on="2150-01-01", format="json").json()
    assert answer["status_is_forecast"] is True
    assert check(client, certificate.number, format="json").json()["status_is_forecast"] is False


def test_the_status_is_a_word_of_the_readers_language(client, certificate):
    page = check(client, certificate.number, on="2026-03-01").content.decode()
    assert "Not valid on 1 March 2026: not yet granted" in page
    assert all(isinstance(status.label, Promise) for status in Status)


def test_headings_of_the_list_follow_the_page(client_of, certificate):
    page = client_of(certificate.person).get(reverse("portal:certificates")).content.decode()
    assert f"<h2>{certificate.title}</h2>" in page
    assert "<h3>" not in page


def test_r42_the_list_of_ones_own_says_what_does_not_hold_any_more(client_of, certificate):
    client = client_of(certificate.person)
    url = reverse("portal:certificates")
    assert "alid" not in client.get(url).content.decode()
    StatusEvent.objects.update(valid_through=date(2150, 1, 1))
    assert "Valid through 1 January 2150" in client.get(url).content.decode()
    StatusEvent.objects.update(effective_on=date(2020, 1, 1), valid_through=date(2022, 1, 1))
    assert "Not valid: expired since 2 January 2022" in client.get(url).content.decode()
