"""Certificates of a person, and the answer of the public check."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from certification.certificates.models import Certificate, Document
from certification.certificates.rules import StatusOn, status_on
from lms.people.models import Person


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """The person's certificates, newest first, with their documents and events loaded."""
    return (
        Certificate.objects.filter(person=person)
        .prefetch_related(
            "status_events", Prefetch("documents", Document.objects.order_by("-revision"))
        )
        .order_by("-issued_at", "-pk")
    )


def certificate_by_number(number: str) -> Certificate | None:
    return (
        Certificate.objects.filter(number=number)
        .select_related("person", "scheme_version__scheme")
        .prefetch_related("status_events")
        .first()
    )


def status_of(certificate: Certificate, day: date) -> StatusOn:
    return status_on(certificate.status_events.all(), certificate.valid_through, day)


def today_of(certificate: Certificate, now: datetime) -> date:
    """Today where the issuer is (R43)."""
    return now.astimezone(ZoneInfo(certificate.zone)).date()
