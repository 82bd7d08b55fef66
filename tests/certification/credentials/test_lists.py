"""A stranger who reads what is published accepts a credential while it stands, and only then."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from certification.certificates.models import CertificateRevision, StatusEvent
from certification.credentials import lists
from certification.credentials.bitstrings import is_set
from certification.credentials.models import StatusList, StatusPlace
from certification.credentials.signing import keys
from lms.journal.actions import record_event
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import AT
from tests.factories.credentials import Reader, Refusal, change_status, credential_of

pytestmark = pytest.mark.django_db
Kind = StatusEvent.Kind
Purpose = StatusList.Purpose


@pytest.fixture
def told(deliver_all, django_capture_on_commit_callbacks):
    """Deliver what is due, and what it does after its commits."""

    def tell() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            deliver_all()

    return tell


@pytest.fixture
def certificate(told):
    return certificate_of_a_passed_module(told)


@pytest.fixture
def reader(client):
    return Reader(client, datetime.now(UTC))


def secured(certificate, number=1) -> dict:
    return json.loads(credential_of(certificate, number).text)


def refused(reader, credential) -> str:
    with pytest.raises(Refusal) as refusal:
        reader.accept(credential)
    return str(refusal.value)


def bits(certificate, number=1) -> dict:
    place = StatusPlace.objects.get(revision__certificate=certificate, revision__number=number)
    now = datetime.now(UTC)
    return {
        purpose.value: is_set(
            lists.signed_list(place.status_list, purpose, now)["credentialSubject"]["encodedList"],
            place.position,
        )
        for purpose in Purpose
    }


NEITHER = {"suspension": False, "revocation": False}
SUSPENDED = {"suspension": True, "revocation": False}
ENDED = {"suspension": True, "revocation": True}


def test_what_stands_is_accepted(certificate, reader):
    assert bits(certificate) == NEITHER
    assert reader.accept(secured(certificate))


def test_r42_suspended_is_refused_and_lifted_is_accepted_again(certificate, reader, told):
    reader.accept(secured(certificate))
    change_status(certificate, Kind.SUSPENDED)
    told()
    assert refused(reader, secured(certificate)) == "suspension"
    assert bits(certificate) == SUSPENDED
    change_status(certificate, Kind.LIFTED)
    told()
    assert reader.accept(secured(certificate))
    assert bits(certificate) == NEITHER


def test_r42_withdrawn_is_refused_and_has_ended(certificate, reader, told):
    reader.accept(secured(certificate))
    change_status(certificate, Kind.WITHDRAWN)
    told()
    assert refused(reader, secured(certificate)) == "suspension"
    assert bits(certificate) == ENDED


def test_r50_restored_is_accepted_again(certificate, reader, told):
    withdrawn = change_status(certificate, Kind.WITHDRAWN)
    change_status(certificate, Kind.RESTORED, undoes=withdrawn)
    told()
    assert reader.accept(secured(certificate))
    assert bits(certificate) == NEITHER


def test_r42_a_suspension_counts_from_its_day_through_its_last(certificate):
    today = datetime.now(UTC)
    later = (today + timedelta(days=10)).date()
    change_status(
        certificate, Kind.SUSPENDED, effective_on=later, suspended_through=later + timedelta(days=3)
    )
    place = StatusPlace.objects.get()
    by_day = {
        days: lists.positions(place.status_list, Purpose.SUSPENSION, today + timedelta(days=days))
        for days in (8, 11, 15)
    }
    assert by_day == {8: [], 11: [place.position], 15: []}


def test_r41_an_older_issue_has_ended_and_the_newer_is_accepted(certificate, reader, told):
    reader.accept(secured(certificate))
    reissue(certificate, told)
    assert refused(reader, secured(certificate)) == "suspension"
    assert (bits(certificate), bits(certificate, 2)) == (ENDED, NEITHER)
    assert reader.accept(secured(certificate, 2))


def reissue(certificate, told):
    newer = CertificateRevision.objects.create(
        certificate=certificate,
        number=2,
        cause=CertificateRevision.Cause.NAME_CORRECTED,
        holder_name="Zoë Žižka",
        statement=certificate.current.statement,
        scope_title=certificate.current.scope_title,
        issued_on=AT.date(),
        issued_at=AT,
    )
    record_event(name="certificates.revision_issued", subject=newer, by=None, at=AT)
    told()


def test_r43_through_the_last_second_of_the_last_day_where_the_issuer_is(told, reader, monkeypatch):
    monkeypatch.setattr(
        "certification.certificates.actions.issuing.last_day",
        lambda *_arguments, **_words: datetime(2031, 7, 25).date(),
    )
    credential = secured(certificate_of_a_passed_module(told))
    assert credential["validUntil"] == "2031-07-25T21:59:59Z"  # Madrid is two hours ahead
    reader.ask_status = lambda entry: None
    reader.now = datetime(2031, 7, 25, 21, 59, 59, tzinfo=UTC)
    assert reader.accept(credential)
    reader.now += timedelta(seconds=1)
    assert refused(reader, credential) == "expired"


def changed_claim(credential):
    credential["credentialSubject"]["achievement"]["name"] = "Instructor"


def another_place(credential):
    entry = credential["credentialStatus"]
    entry["statusListIndex"] = str((int(entry["statusListIndex"]) + 1) % 131_072)


def later_end(credential):
    credential["validUntil"] = "2099-01-01T00:00:00Z"


@pytest.mark.parametrize("change", [changed_claim, another_place, later_end])
def test_what_was_changed_is_refused(certificate, reader, change):
    credential = secured(certificate)
    change(credential)
    assert refused(reader, credential) == "the proof does not hold"


def test_a_list_of_another_purpose_is_refused(certificate, reader):
    entry = secured(certificate)["credentialStatus"]
    other = entry["statusListCredential"].replace("suspension", "revocation")
    with pytest.raises(Refusal, match="another purpose"):
        reader.ask_status(entry | {"statusListCredential": other})


def test_a_list_that_somebody_else_signed_is_refused(certificate, reader, settings, tmp_path):
    credential = secured(certificate)
    kept = settings.KEYS_DIR
    settings.KEYS_DIR = tmp_path
    keys.make_key(at=AT)
    place = StatusPlace.objects.get()
    lists.published(place.status_list, Purpose.SUSPENSION, reader.now)  # by the thief, and cached
    settings.KEYS_DIR = kept
    assert refused(reader, credential) == "a key that states nothing"


def test_after_a_rotation_old_proofs_hold_and_after_a_compromise_they_do_not(
    told, settings, tmp_path, client
):
    settings.KEYS_DIR = tmp_path
    first = keys.make_key(at=AT)
    certificate = certificate_of_a_passed_module(told)
    reader = Reader(client, datetime.now(UTC))
    keys.make_key(at=AT + timedelta(days=1))
    assert reader.accept(secured(certificate))
    keys.private_path(first.id).unlink()
    assert reader.accept(secured(certificate))
    keys.mark_compromised(key=first, since=AT)
    assert refused(reader, secured(certificate)) == "a key that states nothing"


def test_a_list_tells_how_long_it_may_be_kept(certificate, client):
    address = secured(certificate)["credentialStatus"]["statusListCredential"]
    path = address.removeprefix("http://127.0.0.1:8000")
    response = client.get(path)
    assert response["Content-Type"] == "application/vc"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    listed = json.loads(response.content)
    assert listed["credentialSubject"]["ttl"] == 300_000
    assert datetime.fromisoformat(listed["validUntil"]) > datetime.now(UTC) + timedelta(hours=23)
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path.replace("suspension", "mood")).status_code == 404
    assert client.get(path[:-1] + "9").status_code == 404


def test_a_list_is_made_with_a_fixed_number_of_queries(
    certificate, told, django_assert_num_queries
):
    change_status(certificate, Kind.SUSPENDED)
    status_list = StatusList.objects.get()
    with django_assert_num_queries(3):
        lists.positions(status_list, Purpose.SUSPENSION, datetime.now(UTC))
