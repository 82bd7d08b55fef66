"""A revision is signed once, has one place at random, and says only what it may."""

import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from certification.certificates.models import CertificateRevision
from certification.credentials import actions
from certification.credentials.actions import issue_credential, place_of, sign_again
from certification.credentials.models import Credential, StatusList, StatusPlace
from certification.credentials.signing import keys
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import AT
from tests.factories.credentials import credential_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(deliver_all):
    return certificate_of_a_passed_module(deliver_all)


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    return keys.make_key(at=AT)


def test_every_certificate_gets_its_credential_and_the_event_names_it(certificate):
    credential = credential_of(certificate)
    event = Event.objects.get(name="credentials.credential_issued")
    assert (event.subject_type, event.subject_id) == (
        "certification.credential",
        credential.pk,
    )
    assert credential.key_id == keys.signing_key().id


def test_a_second_call_signs_nothing_and_returns_the_same_bytes(certificate):
    first = credential_of(certificate)
    again = issue_credential(revision=certificate.current, by=None, at=AT + timedelta(days=1))
    assert (again.pk, again.text) == (first.pk, first.text)
    assert Credential.objects.count() == StatusPlace.objects.count() == 1


def test_the_credential_says_what_the_certificate_says(certificate):
    said = json.loads(credential_of(certificate).text)
    revision = certificate.current
    subject = said["credentialSubject"]
    assert said["id"].endswith(f"/credentials/{certificate.number}/1")
    assert said["issuer"]["name"] == certificate.issuer_name
    assert subject["licenseNumber"] == certificate.number
    assert subject["identifier"][0]["identityHash"] == revision.holder_name
    assert subject["achievement"]["name"] == f"{certificate.title}: {revision.scope_title}"
    (result,) = subject["result"]
    (described,) = subject["achievement"]["resultDescription"]
    assert result["resultDescription"] == described["id"]
    assert result["value"] == "100"
    (fact,) = certificate.decision.evidence.all()
    (evidence,) = said["evidence"]
    assert evidence["name"] == fact.label
    assert fact.sha256 in evidence["description"]


def test_r1_the_mail_address_is_only_there_as_a_salted_hash(certificate):
    text = credential_of(certificate).text
    address = certificate.person.email
    assert address not in text
    assert str(certificate.person.public_id) not in text
    entry = json.loads(text)["credentialSubject"]["identifier"][1]
    digest = hashlib.sha256((address.lower() + entry["salt"]).encode()).hexdigest()
    assert entry["identityHash"] == f"sha256${digest}"
    assert len(entry["salt"]) >= 20


def test_nothing_of_the_attempt_is_in_the_credential(certificate):
    (fact,) = certificate.decision.evidence.all()
    assert fact.facts["attempt"] not in credential_of(certificate).text


def test_without_a_key_the_credential_waits_and_comes_when_there_is_one(
    deliver_all, settings, tmp_path
):
    settings.KEYS_DIR = tmp_path / "none"
    certificate = certificate_of_a_passed_module(deliver_all)
    assert Credential.objects.count() == StatusPlace.objects.count() == 0
    keys.make_key(at=AT)
    issue_credential(revision=certificate.current, by=None, at=AT)
    assert Credential.objects.count() == 1


def test_a_place_is_taken_once(certificate):
    place = StatusPlace.objects.get()
    other = CertificateRevision.objects.create(
        certificate=certificate,
        number=2,
        cause="name_corrected",
        issued_on=AT.date(),
        issued_at=AT,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusPlace.objects.create(
            revision=other, status_list=place.status_list, position=place.position
        )


def drawing(monkeypatch, *numbers):
    drawn = iter(numbers)
    monkeypatch.setattr(actions.secrets, "randbelow", lambda _length: next(drawn))


def test_who_draws_a_place_that_is_taken_gets_another(certificate, monkeypatch):
    first = StatusPlace.objects.get()
    other = CertificateRevision.objects.create(
        certificate=certificate,
        number=2,
        cause="name_corrected",
        issued_on=AT.date(),
        issued_at=AT,
    )
    free = (first.position + 7) % 1000
    drawing(monkeypatch, first.position, *[free] * 40)
    monkeypatch.setattr(actions, "TRIES", 3)
    drawn = [first.position, free, free + 1]
    drawing(monkeypatch, *drawn)
    place = place_of(revision=other, at=AT)
    assert place.position in {free, free + 1}
    assert place.status_list == first.status_list
    assert place_of(revision=other, at=AT) == place


def test_a_further_list_is_opened_when_about_half_is_taken(certificate, monkeypatch):
    first = StatusPlace.objects.get()
    other = CertificateRevision.objects.create(
        certificate=certificate,
        number=2,
        cause="name_corrected",
        issued_on=AT.date(),
        issued_at=AT,
    )
    monkeypatch.setattr(actions, "TRIES", 2)
    drawing(monkeypatch, first.position, first.position, 11, 12)
    place = place_of(revision=other, at=AT)
    assert [each.number for each in StatusList.objects.all()] == [1, 2]
    assert place.status_list.number == 2


def test_a_credential_is_signed_again_only_when_its_key_was_compromised(own_keys, deliver_all):
    credential = credential_of(certificate_of_a_passed_module(deliver_all))
    with pytest.raises(Refused) as refusal:
        sign_again(credential=credential, by=None, at=AT)
    assert refusal.value.code == "key_is_trusted"
    newer = keys.make_key(at=AT + timedelta(days=1))
    keys.mark_compromised(key=own_keys, since=AT)
    again = sign_again(credential=credential, by=None, at=AT)
    assert (again.turn, again.key_id) == (2, newer.id)
    assert sign_again(credential=credential, by=None, at=AT) == again
    first, second = json.loads(credential.text), json.loads(again.text)
    assert first.pop("proof") != second.pop("proof")
    assert first == second
    assert StatusPlace.objects.count() == 1


def test_the_command_signs_again_what_compromised_keys_signed_and_nothing_else(
    own_keys, deliver_all
):
    credential = credential_of(certificate_of_a_passed_module(deliver_all))
    out = StringIO()
    call_command("sign_again", stdout=out)
    newer = keys.make_key(at=AT + timedelta(days=1))
    keys.mark_compromised(key=own_keys, since=AT)
    for _run in range(2):
        call_command("sign_again", stdout=out)
    told = [line.split()[0] for line in out.getvalue().splitlines()]
    assert told == ["0", "1", "0"]
    assert credential_of(credential.revision.certificate).key_id == newer.id
