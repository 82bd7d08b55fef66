"""Applying for a certificate that people decide about (R44, R49, R51)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from certification.decisions.actions import (
    apply,
    check_file,
    decide_application,
    withdraw_application,
)
from certification.decisions.models import Application
from certification.schemes.models import CertificateType, SchemeVersion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


def test_a_candidate_applies_once(case):
    application = case.application()
    again = case.application(application.person, is_complete=False)
    assert again == application
    assert Event.objects.filter(name="decisions.application_made").count() == 1
    with pytest.raises(IntegrityError):
        Application.objects.create(
            person=application.person,
            certificate_type=application.certificate_type,
            scheme_code=application.scheme_code,
            type_code=application.type_code,
            scope=application.scope,
            purpose="renewal",
            opened_at=AT,
            opened_by=application.person,
        )


def test_only_officers_apply_for_others(case):
    candidate = PersonFactory()
    with pytest.raises(Refused) as refusal:
        case.application(candidate, by=PersonFactory(roles=["administrator"]))
    assert refusal.value.code == "not_yours"
    by = officer()
    assert case.application(candidate, is_complete=False, by=by).opened_by == by


def test_r49_nobody_applies_for_what_a_rule_grants(case):
    CertificateType.objects.update(is_automatic=True)
    with pytest.raises(Refused) as refusal:
        case.application(is_complete=False)
    assert (refusal.value.code, refusal.value.rule) == ("automatic", "R49")


def test_r51_nobody_applies_under_a_version_that_has_ended(case):
    SchemeVersion.objects.update(valid_until=AT.date())
    with pytest.raises(Refused) as refusal:
        case.application(is_complete=False)
    assert refusal.value.code == "no_version"


def test_a_file_is_complete_from_when_it_was_found_so(case):
    application = case.application(is_complete=False)
    assert application.check_made.complete_since is None
    assert application.check_made.missing == ["M1"]
    case.pass_test(application.person)
    later, latest = AT + timedelta(days=1), AT + timedelta(days=2)
    for at in (later, latest):
        assert check_file(application=application, at=at).is_complete
    application.check_made.refresh_from_db()
    assert application.check_made.complete_since == later
    assert application.check_made.checked_at == latest
    assert application.check_made.missing == []
    assert Event.objects.filter(name="decisions.file_complete").count() == 1


def test_an_application_is_withdrawn_before_it_is_decided(case):
    application = case.application()
    for _ in range(2):
        withdrawn = withdraw_application(application=application, by=application.person, at=AT)
        assert withdrawn.state == Application.State.WITHDRAWN
    assert Event.objects.filter(name="decisions.application_withdrawn").count() == 1
    assert case.application(application.person, is_complete=False) != application


def test_nobody_withdraws_for_others_or_after_the_decision(case):
    application, by = case.application(), officer()
    with pytest.raises(Refused) as refusal:
        withdraw_application(application=application, by=by, at=AT)
    assert refusal.value.code == "not_yours"
    decide_application(application=application, outcome="granted", reasons="", by=by, at=AT)
    with pytest.raises(Refused) as refusal:
        withdraw_application(application=application, by=application.person, at=AT)
    assert refusal.value.code == "decided"


def test_r44_after_a_grant_one_applies_for_the_renewal(case):
    application = case.application()
    assert application.purpose == "grant"
    decide_application(application=application, outcome="granted", reasons="", by=officer(), at=AT)
    again = apply(
        person=application.person,
        certificate_type=case.certificate_type,
        scope=case.scope,
        by=application.person,
        at=AT,
    )
    assert again.purpose == "renewal"
