"""After a training the credential names the accreditation of who led it, as it was on the day."""

import hashlib
import json
import uuid
from datetime import date

import pytest

from certification.certificates.models import Certificate, StatusEvent
from certification.credentials import said
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType
from courses.attempts.actions import submit_attempt
from lms.people.actions import give_consent
from lms.people.consent_texts import newest_text
from lms.people.models import Consent
from tests.certification.credentials.test_holder_views import problems
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of
from tests.factories.credentials import change_status, credential_of
from tests.factories.deliveries import participant, training

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 13)  # of the training's five sessions, in the week from 9 March


@pytest.fixture
def accredited(deliver_all) -> Certificate:
    """The certificate by which somebody may teach."""
    certificate = certificate_of_a_passed_module(deliver_all)
    CertificateType.objects.update(gives_right_to_teach=True)
    return certificate


@pytest.fixture
def certificate(accredited, deliver_all) -> Certificate:
    """Of somebody whom the accredited person has trained."""
    programme = accredited.scheme_version.scheme.programme
    delivery = training(programme=programme, lead=accredited.person)
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    certificate = Certificate.objects.get(person=place.person)
    seat = participant(delivery, place.person)
    Decision.objects.filter(certificate=certificate).update(enrolment=seat)
    return Certificate.objects.get(pk=certificate.pk)


def test_r31_the_accreditation_of_the_day_is_linked_with_the_hash_of_its_text(
    accredited, certificate
):
    (linked,) = said.accreditations(certificate)
    own = credential_of(accredited)
    assert linked["id"] == json.loads(own.text)["id"]
    assert accredited.number in linked["name"]
    assert LAST_DAY.isoformat() in linked["description"]
    assert hashlib.sha256(own.text.encode()).hexdigest() in linked["description"]


def test_the_credential_holds_it_among_its_evidence_and_keeps_to_the_data_model(certificate):
    revision = said.revisions_with_words().get(certificate=certificate)
    body = said.badge_of(revision.status_place)
    genres = [each["genre"] for each in body["evidence"]]
    assert genres == ["Decision evidence", "Trainer accreditation"]
    assert problems(body) == []


def test_r31_who_was_not_accredited_on_the_last_day_is_not_linked(accredited, certificate):
    change_status(accredited, StatusEvent.Kind.WITHDRAWN, effective_on=LAST_DAY)
    assert list(said.accreditations(certificate)) == []


def test_r33_what_ended_the_day_after_stays_linked(accredited, certificate):
    change_status(accredited, StatusEvent.Kind.WITHDRAWN, effective_on=date(2026, 3, 14))
    assert len(list(said.accreditations(certificate))) == 1


def test_r56_a_trainer_who_withheld_the_check_is_not_linked(accredited, certificate):
    purpose = Consent.Purpose.WITHHELD_CHECK
    give_consent(
        person=accredited.person,
        purpose=purpose,
        text_version=newest_text(purpose).version,
        by=accredited.person,
        at=AT,
    )
    assert list(said.accreditations(certificate)) == []


def test_whose_certificate_rests_on_no_training_has_no_accreditation(accredited):
    assert list(said.accreditations(accredited)) == []
