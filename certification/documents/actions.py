"""Makes the documents of certificates."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from certification.certificates.models import CertificateRevision
from certification.documents.drawing import draw_pdf
from certification.documents.models import Document
from lms.journal.actions import record_event


@transaction.atomic
def make_document(*, revision: CertificateRevision, at: datetime) -> Document:
    """Make the PDF once; a repeated call returns the one that is there.

    The bytes depend on the revision alone and the file name on its number, so a call that was
    cut off after writing the file writes the same file again. Records `documents.document_made`
    with the characters that no font has, if there were any.
    """
    CertificateRevision.objects.select_for_update().get(pk=revision.pk)
    existing = Document.objects.filter(revision=revision).first()
    if existing:
        return existing
    drawn = draw_pdf(revision)
    document = Document(
        revision=revision,
        sha256=hashlib.sha256(drawn.pdf).hexdigest(),
        made_at=at,
    )
    name = f"{revision.certificate.number}-{revision.number}.pdf"
    document.file.save(name, ContentFile(drawn.pdf), save=False)
    document.save()
    record_event(
        name="documents.document_made",
        subject=document,
        by=None,
        at=at,
        payload={"sha256": document.sha256, "replaced": list(drawn.replaced)},
    )
    return document
