"""Certificates of a person, and the answer of the public check."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet, TextChoices

from certification.certificates.models import Certificate, Document
from certification.certificates.rules import StatusOn, status_on
from lms.journal.models import Dispatch
from lms.people.models import Person

MAKE_DOCUMENT = "certificates.make_document"  # the handler's name in the outbox
PATIENCE = 3  # tries after which a reader is told


class DocumentState(TextChoices):
    READY = "ready"
    WAITING = "waiting"
    LATE = "late"
    LOST = "lost"


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


def document_of(certificate: Certificate) -> tuple[DocumentState, Document | None]:
    """The newest document whose file is there, or how it stands with making one.

    Late: it was tried several times and will be tried again. Lost: nobody makes it any more, or
    its file is gone.
    """
    made = certificate.documents.order_by("-revision").first()
    if made:
        there = made.file.storage.exists(str(made.file.name))
        return (DocumentState.READY, made) if there else (DocumentState.LOST, None)
    duty = Dispatch.objects.filter(
        handler=MAKE_DOCUMENT,
        event__subject_type=certificate._meta.label_lower,
        event__subject_id=certificate.pk,
        done_at__isnull=True,
    ).first()
    if duty is None:
        return DocumentState.LOST, None
    return (DocumentState.LATE if duty.tries >= PATIENCE else DocumentState.WAITING), None
