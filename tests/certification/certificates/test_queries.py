"""Certificates of a person in few queries; the answer of the check; how it stands with a document."""

from datetime import UTC, date, datetime

import pytest

from certification.certificates.actions import make_document
from certification.certificates.models import Certificate, Document, StatusEvent
from certification.certificates.numbers import make_number
from certification.certificates.queries import (
    PATIENCE,
    DocumentState,
    certificate_by_number,
    certificates_of,
    document_of,
    status_of,
    today_of,
)
from certification.decisions.models import Decision
from lms.journal.models import Dispatch
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.test_actions import grant, passed
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
    """That many more certificates of the same person, each with its event and document."""
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
        for name in ("person", "scheme_version", "holder_name", "title", "statement", "issuer_name")
    }
    frozen |= {"scope_title": "X", "zone": "UTC", "language": "en"}
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
        StatusEvent(certificate=row, kind="granted", effective_on=row.issued_on, recorded_at=AT)
        for row in certificates
    )
    Document.objects.bulk_create(
        Document(certificate=row, revision=revision, file="x.pdf", sha256="0" * 64, made_at=AT)
        for row in certificates
        for revision in (1, 2)
    )


@pytest.mark.parametrize("count", [10, 1000])
def test_the_certificates_of_a_person_need_three_queries(
    certificate, count, django_assert_num_queries
):
    many(certificate, count)
    with django_assert_num_queries(3):
        rows = list(certificates_of(certificate.person))
        told = [
            (row.title, status_of(row, date(2026, 4, 1)).status, row.documents.all()[:1])
            for row in rows
        ]
    assert len(told) == count + 1


def test_the_newest_come_first_and_only_ones_own(certificate):
    many(certificate, 2)
    rows = list(certificates_of(certificate.person))
    assert rows[0] == certificate
    assert [row.scope for row in rows] == ["M1", "X1", "X0"]
    assert [document.revision for document in rows[1].documents.all()] == [2, 1]
    assert list(certificates_of(PersonFactory())) == []


def test_a_number_leads_to_its_certificate_and_no_other_does(certificate):
    assert certificate_by_number(certificate.number) == certificate
    assert certificate_by_number(make_number()) is None


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Madrid", date(2026, 1, 1)), ("America/Lima", date(2025, 12, 31))]
)
def test_r43_today_is_the_day_of_the_issuers_zone(certificate, zone, day):
    certificate.zone = zone
    assert today_of(certificate, datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == day


def test_a_document_waits_then_is_late_then_is_ready(certificate):
    duty = Dispatch.objects.filter(handler="certificates.make_document")
    assert document_of(certificate) == (DocumentState.WAITING, None)
    duty.update(tries=PATIENCE - 1)
    assert document_of(certificate) == (DocumentState.WAITING, None)
    duty.update(tries=PATIENCE)
    assert document_of(certificate) == (DocumentState.LATE, None)
    made = make_document(certificate=certificate, at=AT)
    assert document_of(certificate) == (DocumentState.READY, made)


def test_a_document_is_lost_when_nobody_makes_it_or_its_file_is_gone(certificate):
    Dispatch.objects.filter(handler="certificates.make_document").update(done_at=AT)
    assert document_of(certificate) == (DocumentState.LOST, None)
    made = make_document(certificate=certificate, at=AT)
    made.file.storage.delete(made.file.name)
    assert document_of(certificate) == (DocumentState.LOST, None)
