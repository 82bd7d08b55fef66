"""Issuing freezes what a certificate says."""

from datetime import UTC, date, datetime

import pytest

from certification.certificates.actions import issue_certificate
from certification.certificates.models import Certificate, StatusEvent
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType, Scheme, SchemeVersion
from lms.journal.models import Event
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.courses import AT, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    place = enrolment(programme=programme_page())
    passed(place)
    return grant(place)


def issue(decision: Decision, at: datetime = AT) -> Certificate:
    fresh = Decision.objects.select_related("certificate_type__version__scheme").get(pk=decision.pk)
    return issue_certificate(decision=fresh, by=None, at=at)


def test_r41_it_freezes_what_it_says(decision):
    certificate = issue(decision)
    CertificateType.objects.update(title="Renamed", statement="renamed")
    SchemeVersion.objects.update(issuer_name="Renamed")
    Scheme.objects.update(zone="Asia/Tokyo")
    certificate.refresh_from_db()
    module = modules_of(decision.enrolment.programme)[0]
    assert certificate.title == "Module certificate"
    assert (
        certificate.current.statement
        == f"has passed the assessment of the module M1 {module.title}."
    )
    assert certificate.issuer_name == "Example Foundation"
    assert certificate.zone == "Europe/Madrid"
    assert (certificate.scope, certificate.current.scope_title) == ("M1", f"M1 {module.title}")


def test_the_longest_title_of_a_module_can_be_certified(decision):
    module = modules_of(decision.enrolment.programme)[0]
    type(module).objects.filter(pk=module.pk).update(title="T" * 255)
    revision = issue(decision).current
    revision.clean_fields(exclude=["valid_through", "issued_by"])
    assert revision.scope_title == "M1 " + "T" * 251 + "…"
    assert "T" * 255 in revision.statement


def test_it_is_granted_once_with_one_event(decision):
    assert issue(decision) == issue(decision)
    granted = StatusEvent.objects.get()
    assert (granted.kind, granted.effective_on) == ("granted", date(2026, 3, 2))
    assert Event.objects.filter(name="certificates.certificate_granted").count() == 1
    assert Event.objects.filter(name="certificates.revision_issued").count() == 1


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Madrid", date(2026, 1, 1)), ("UTC", date(2025, 12, 31))]
)
def test_r26_the_day_is_that_of_the_schemes_zone(decision, zone, day):
    Scheme.objects.update(zone=zone)
    certificate = issue(decision, at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert certificate.issued_on == day
