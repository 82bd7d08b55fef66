"""Grants by rule rest on evidence and happen once (R48, R49)."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest

from certification.decisions.actions import grant_by_rule
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType, SchemeVersion
from courses.attempts.actions import submit_attempt
from courses.progress.actions import record_completion
from lms.errors import Refused
from tests.factories.certification import install, module_certificate_type
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return enrolment(programme=programme_page())


def passed(place) -> None:
    module = modules_of(place.programme)[0]
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    record_completion(result=attempt.results.get(), at=AT)


def grant(place):
    kind = module_certificate_type(place.programme)
    return grant_by_rule(enrolment=place, certificate_type=kind, scope="M1", at=AT)


def test_r48_nothing_is_granted_before_the_conditions_are_met(place):
    assert grant(place) is None
    assert Decision.objects.count() == 0


def test_r49_a_grant_by_rule_names_rule_and_version(place):
    passed(place)
    decision = grant(place)
    assert decision.rule == f"module-certificate, {place.programme.code} version 1"
    assert decision.decided_by is None


def test_a_second_grant_is_the_first(place):
    passed(place)
    assert grant(place) == grant(place)
    assert Decision.objects.count() == 1


def test_r49_a_type_that_people_decide_is_not_granted_by_rule(place):
    passed(place)
    kind = module_certificate_type(place.programme)
    CertificateType.objects.filter(pk=kind.pk).update(is_automatic=False)
    kind.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        grant_by_rule(enrolment=place, certificate_type=kind, scope="M1", at=AT)
    assert (refusal.value.code, refusal.value.rule) == ("not_automatic", "R49")


def test_r51_nothing_is_granted_under_a_version_that_has_ended(place):
    passed(place)
    kind = module_certificate_type(place.programme)
    SchemeVersion.objects.update(valid_until=AT.date())
    kind = CertificateType.objects.select_related("version__scheme").get(pk=kind.pk)
    assert grant_by_rule(enrolment=place, certificate_type=kind, scope="M1", at=AT) is None
    SchemeVersion.objects.update(valid_until=AT.date() + timedelta(days=1))
    kind.version.refresh_from_db()
    assert grant_by_rule(enrolment=place, certificate_type=kind, scope="M1", at=AT)


def test_the_evidence_is_frozen_with_its_hash(place):
    passed(place)
    evidence = grant(place).evidence.get()
    canonical = json.dumps(evidence.facts, sort_keys=True, separators=(",", ":"))
    assert evidence.sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    assert evidence.facts["module"] == "M1"
    assert evidence.counted_from == AT


def test_r51_a_scheme_installed_twice_stays_as_it_is(place):
    install(place.programme)
    install(place.programme)
    assert CertificateType.objects.count() == 2
