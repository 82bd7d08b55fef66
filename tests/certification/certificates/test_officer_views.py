"""Officers find certificates, read their history, and change them with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from certification.certificates.actions import suspend
from certification.certificates.models import Certificate, StatusEvent
from certification.certificates.queries import renewable_in, status_of
from tests.factories.certificates import lasting, officer
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
WHY = "A complaint was found to be right."


@pytest.fixture
def certificate() -> Certificate:
    return lasting(on=timezone.localdate() - timedelta(days=30))


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def office(client_of, by):
    """What an officer's browser gets."""
    return client_of(by)


def url(name: str, *args) -> str:
    return reverse(f"certificates:{name}", args=args)


def today() -> str:
    return timezone.localdate().isoformat()


def test_the_list_finds_by_name_and_status(office, certificate):
    other = lasting()
    page = office.get(url("list"), {"text": certificate.current.holder_name}).content.decode()
    assert certificate.number in page
    assert other.number not in page
    assert (
        "No certificate fits" in office.get(url("list"), {"status": "withdrawn"}).content.decode()
    )
    strange = {"status": "x", "months": "many", "type": "?", "page": "99"}
    assert office.get(url("list"), strange).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries(office, count, django_assert_num_queries):
    for _ in range(count):
        lasting()
    office.get(url("list"))
    with django_assert_num_queries(9):
        office.get(url("list"))


def test_the_page_tells_the_history_and_offers_what_makes_sense(office, certificate, by):
    text = office.get(url("certificate", certificate.number)).content.decode()
    assert "by rule" in text
    for what in ("suspend", "extend", "rename", "withdraw"):
        assert url("change", certificate.number, what) in text
    assert url("change", certificate.number, "lift") not in text
    now = timezone.now()
    event = suspend(
        certificate=certificate, effective_on=timezone.localdate(), reason=WHY, by=by, at=now
    )
    text = office.get(url("certificate", certificate.number)).content.decode()
    assert WHY in text
    assert str(by) in text
    assert url("change", certificate.number, "lift") in text
    assert url("undo", certificate.number, event.pk) in text


def test_auditors_read_and_change_nothing(client_of, certificate):
    auditor = client_of(PersonFactory(roles=["auditor"]))
    text = auditor.get(url("certificate", certificate.number)).content.decode()
    assert "Only certification officers change certificates" in text
    assert "/change/" not in text
    page = auditor.post(url("change", certificate.number, "withdraw"), {"reason": WHY})
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("what", "fields", "kind"),
    [
        ("suspend", {"effective_on": today, "through": ""}, "suspended"),
        ("withdraw", {"effective_on": today}, "withdrawn"),
    ],
)
def test_a_change_is_done_with_its_reason_and_refused_without(
    office, certificate, what, fields, kind
):
    fields = {name: value() if callable(value) else value for name, value in fields.items()}
    address = url("change", certificate.number, what)
    assert office.get(address).status_code == 200
    missing = office.post(address, fields)
    assert missing.status_code == 422
    assert not StatusEvent.objects.filter(kind=kind).exists()
    assert office.post(address, fields | {"reason": WHY}).status_code == 302
    assert StatusEvent.objects.get(kind=kind).reason == WHY


def test_a_refusal_is_told_beside_the_form(office, certificate):
    address = url("change", certificate.number, "lift")
    page = office.post(address, {"effective_on": today(), "reason": WHY})
    assert page.status_code == 422
    assert "It is not suspended on that day." in page.content.decode()


def test_a_name_is_corrected_and_an_end_extended_by_the_forms(office, certificate):
    rename = {"holder_name": "Robin Newname", "reason": "Married."}
    assert office.post(url("change", certificate.number, "rename"), rename).status_code == 302
    end = certificate.current.valid_through + timedelta(days=30)
    extend = {"through": end.isoformat(), "reason": "Ill."}
    assert office.post(url("change", certificate.number, "extend"), extend).status_code == 302
    current = Certificate.objects.get().current
    assert (current.holder_name, current.valid_through) == ("Robin Newname", end)


def test_r50_a_withdrawal_is_undone_by_its_form(office, certificate, by):
    withdraw = {"effective_on": today(), "reason": WHY}
    office.post(url("change", certificate.number, "withdraw"), withdraw)
    event = StatusEvent.objects.get(kind="withdrawn")
    address = url("undo", certificate.number, event.pk)
    assert office.get(address).status_code == 200
    assert office.post(address, {"reason": ""}).status_code == 422
    assert office.post(address, {"reason": "The appeal was right."}).status_code == 302
    again = office.post(address, {"reason": "Once more."})
    assert again.status_code == 422
    assert "undone already" in again.content.decode()


def test_what_is_unknown_is_not_found(office, certificate):
    assert office.get(url("certificate", "X")).status_code == 404
    assert office.get(url("change", certificate.number, "eat")).status_code == 404
    other = lasting()
    event = other.status_events.get()
    assert office.get(url("undo", certificate.number, event.pk)).status_code == 404


def test_r38_the_simulator_shows_real_ends_and_an_example(office, certificate):
    type_ = certificate.decision.certificate_type
    text = office.get(url("simulator"), {"type": type_.pk}).content.decode()
    assert "This is what “Module certificate” says" in text
    assert "1 certificates end within five years" in text
    asked = {
        "type": type_.pk,
        "valid_months": "24",
        "renewal_months": "36",
        "window_months": "6",
        "grace_months": "12",
        "dating": "month_end",
        "granted_on": "2019-07-25",
    }
    text = office.get(url("simulator"), asked).content.decode()
    assert "This is not what" in text
    assert "31 Jul 2021" in text
    wrong = office.get(url("simulator"), asked | {"valid_months": "-1", "granted_on": "x"})
    assert wrong.status_code == 200
    assert Certificate.objects.get().current.valid_through == certificate.current.valid_through


def test_r44_the_holder_reads_when_it_may_be_renewed(client_of, certificate):
    times = renewable_in(certificate, status_of(certificate, timezone.localdate()))
    text = client_of(certificate.person).get(reverse("portal:certificates")).content.decode()
    first, last = (date_format(day, "j F Y") for day in (times.opens_on, times.closes_on))
    assert f"You can renew it from {first} to {last}" in text
