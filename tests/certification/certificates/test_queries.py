"""Certificates of a person in few queries, and the answer of the check."""

from datetime import UTC, date, datetime

import pytest

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.numbers import make_number
from certification.certificates.queries import (
    certificates_of,
    checked,
    status_of,
    today_of,
)
from certification.decisions.models import Decision
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    place = enrolment(programme=programme_page())
    passed(place)
    return grant(place)


@pytest.fixture
def certificate(decision) -> Certificate:
    return issue(decision)


def many(certificate: Certificate, count: int) -> None:
    """That many more certificates of the same person, each with its event and two revisions."""
    first = certificate.decision
    decisions = Decision.objects.bulk_create(
        Decision(
            person=first.person,
            certificate_type=first.certificate_type,
            type_code=first.type_code,
            scheme_code=first.scheme_code,
            scope=f"X{number}",
            enrolment=first.enrolment,
            outcome=first.outcome,
            rule=first.rule,
            decided_at=AT,
        )
        for number in range(count)
    )
    frozen = {
        name: getattr(certificate, name)
        for name in ("person", "scheme_version", "title", "issuer_name")
    }
    frozen |= {"zone": "UTC", "language": "en"}
    certificates = Certificate.objects.bulk_create(
        Certificate(
            number=make_number(),
            decision=row,
            scope=row.scope,
            issued_on=date(2020, 1, 1),
            issued_at=datetime(2020, 1, 1, tzinfo=UTC),
            **frozen,
        )
        for row in decisions
    )
    StatusEvent.objects.bulk_create(
        StatusEvent(
            certificate=row,
            kind="granted",
            effective_on=row.issued_on,
            decided_on=row.issued_on,
            recorded_at=AT,
        )
        for row in certificates
    )
    CertificateRevision.objects.bulk_create(
        CertificateRevision(
            certificate=row,
            number=number,
            cause="granted",
            holder_name="X",
            scope_title="X",
            statement="X",
            issued_on=row.issued_on,
            issued_at=row.issued_at,
        )
        for row in certificates
        for number in (1, 2)
    )


@pytest.mark.parametrize("count", [10, 1000])
def test_the_certificates_of_a_person_need_three_queries(
    certificate, count, django_assert_num_queries
):
    many(certificate, count)
    with django_assert_num_queries(3):
        rows = list(certificates_of(certificate.person))
        told = [
            (row.title, status_of(row, date(2026, 4, 1)).status, row.current.number) for row in rows
        ]
    assert len(told) == count + 1


def test_the_newest_come_first_and_only_ones_own(certificate):
    many(certificate, 2)
    rows = list(certificates_of(certificate.person))
    assert rows[0] == certificate
    assert [row.scope for row in rows] == ["M1", "X1", "X0"]
    assert rows[1].current.number == 2
    assert list(certificates_of(PersonFactory())) == []


def test_a_number_leads_to_its_certificate_and_no_other_does(certificate):
    assert checked(certificate.number).certificate == certificate
    assert checked(make_number()) is None


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Madrid", date(2026, 1, 1)), ("America/Lima", date(2025, 12, 31))]
)
def test_r43_today_is_the_day_of_the_issuers_zone(certificate, zone, day):
    certificate.zone = zone
    assert today_of(certificate, datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == day
