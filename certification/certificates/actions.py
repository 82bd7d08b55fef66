"""Issues certificates for decisions, and keeps their documents."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import transaction

from certification.certificates.document import draw_pdf
from certification.certificates.models import Certificate, Document, StatusEvent
from certification.certificates.numbers import make_number
from certification.decisions.models import Decision
from certification.schemes.dating import last_day
from courses.catalogue.models import ModulePage
from lms.journal.actions import record_event
from lms.people.models import Person

SCOPE_TITLE = 255  # characters


@transaction.atomic
def issue_certificate(*, decision: Decision, by: Person | None, at: datetime) -> Certificate:
    """Freeze what the certificate says and grant it from this day on (R41).

    One certificate for a decision; a second call returns it. Records
    `certificates.certificate_granted`, which the document and the letter follow.
    """
    existing = Certificate.objects.filter(decision=decision).first()
    if existing:
        return existing
    certificate_type = decision.certificate_type
    version = certificate_type.version
    zone = version.scheme.zone
    issued_on = at.astimezone(ZoneInfo(zone)).date()
    programme = decision.enrolment.programme
    module = None
    if certificate_type.scope == certificate_type.Scope.MODULE:
        module = (
            ModulePage.objects.child_of(programme).only("code", "title").get(code=decision.scope)
        )
    scope_title = f"{module.code} {module.title}" if module else programme.title
    certificate = Certificate.objects.create(
        number=make_number(),
        decision=decision,
        person=decision.person,
        scheme_version=version,
        holder_name=decision.person.get_full_name(),
        title=certificate_type.title,
        statement=certificate_type.statement.format(module=scope_title, programme=programme.title),
        issuer_name=version.issuer_name,
        scope=decision.scope,
        scope_title=shortened(scope_title),
        zone=zone,
        issued_on=issued_on,
        valid_through=last_day(issued_on, certificate_type.valid_months),
        language="en",
        issued_at=at,
    )
    StatusEvent.objects.create(
        certificate=certificate,
        kind=StatusEvent.Kind.GRANTED,
        effective_on=issued_on,
        by=by,
        recorded_at=at,
    )
    record_event(name="certificates.certificate_granted", subject=certificate, by=by, at=at)
    return certificate


def shortened(text: str) -> str:
    """As much as the column of the scope holds; the statement says it in full."""
    return text if len(text) <= SCOPE_TITLE else text[: SCOPE_TITLE - 1].rstrip() + "…"


@transaction.atomic
def make_document(*, certificate: Certificate, at: datetime) -> Document:
    """Make the PDF once; a repeated call returns the one that is there.

    The bytes depend on the certificate alone and the file name on its number, so a call that was
    cut off after writing the file writes the same file again. Records `certificates.document_made`
    with the characters that no font has, if there were any.
    """
    Certificate.objects.select_for_update().get(pk=certificate.pk)
    existing = Document.objects.filter(certificate=certificate, revision=1).first()
    if existing:
        return existing
    drawn = draw_pdf(certificate)
    document = Document(
        certificate=certificate,
        revision=1,
        sha256=hashlib.sha256(drawn.pdf).hexdigest(),
        made_at=at,
    )
    document.file.save(f"{certificate.number}-1.pdf", ContentFile(drawn.pdf), save=False)
    document.save()
    record_event(
        name="certificates.document_made",
        subject=document,
        by=None,
        at=at,
        payload={"sha256": document.sha256, "replaced": list(drawn.replaced)},
    )
    return document
