"""Makes the documents of certificates, and makes those again whose file is lost."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from certification.certificates.models import CertificateRevision
from certification.credentials.compact import claim_url
from certification.credentials.queries import credential_of
from certification.documents import signing
from certification.documents.designs.actions import keep_shipped_design
from certification.documents.designs.queries import design_for
from certification.documents.drawing import Drawn, draw_pdf
from certification.documents.models import Document
from certification.documents.words import paper, said_by
from lms.errors import Refused
from lms.journal.actions import record_event


@transaction.atomic
def make_document(*, revision: CertificateRevision, at: datetime) -> Document:
    """Make the PDF once, with the credential of the revision in it; again it is the same one.

    The file is named by the revision's number, so a call that was cut off after writing it writes
    it again. Signed where a key is set up; the hash is that of the signed file. Records
    `documents.document_made` with the hash and the characters that no font has, if there were any.
    """
    CertificateRevision.objects.select_for_update().get(pk=revision.pk)
    existing = Document.objects.filter(revision=revision).first()
    if existing:
        return existing
    design = design_for(revision.certificate) or keep_shipped_design(at=at)
    document = Document(
        revision=revision,
        design=design,
        credential=credential_of(revision),
        address=claim_url(revision),
        made_at=at,
    )
    drawn = drawn_anew(document, design.content)
    content = drawn.pdf
    if signing.is_set_up():
        content, document.signature = signing.signed(
            content, at=revision.issued_at, label=_label(revision)
        )
    document.sha256 = hashlib.sha256(content).hexdigest()
    name = f"{revision.certificate.number}-{revision.number}.pdf"
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    record_event(
        name="documents.document_made",
        subject=document,
        by=None,
        at=at,
        payload={"sha256": document.sha256, "replaced": list(drawn.replaced)},
    )
    return document


def make_file_again(*, document: Document) -> None:
    """Write the file of a document anew, where it is lost or damaged.

    The record stays as it is, so nothing is recorded. Refuses to write other bytes than those whose
    hash is kept, as after an update of what draws: the certificate then needs a further revision.
    """
    revision = document.revision
    content = drawn_anew(document, document.design.content).pdf
    if document.signature:
        content = signing.with_signature(
            content,
            bytes(document.signature),
            at=revision.issued_at,
            label=_label(revision),
        )
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Refused(
            "document_differs",
            _(
                "The document of %s cannot be made again as it was: its bytes would differ from"
                " those whose SHA-256 is kept. Restore the file from a backup, or issue the"
                " certificate anew."
            )
            % revision.certificate.number,
            "R41",
        )
    document.file.storage.save(str(document.file.name), ContentFile(content))


def drawn_anew(document: Document, design: Mapping[str, Any]) -> Drawn:
    """The unsigned PDF, from what the document and its revision keep."""
    revision = document.revision
    said = paper(
        said_by(revision),
        design,
        address=document.address,
        credential=document.credential.text if document.credential else "",
    )
    return draw_pdf(said, at=revision.issued_at)


def _label(revision: CertificateRevision) -> str:
    """What a reader of the PDF calls the field of the signature; fixed, it is part of the bytes."""
    return f"Seal of {revision.certificate.issuer_name}"
