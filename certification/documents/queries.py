"""How it stands with the document of a certificate, and what goes into it."""

import hashlib

from django.db.models import Q, QuerySet, TextChoices

from certification.certificates.models import CertificateRevision
from certification.credentials.models import Credential
from certification.documents.models import Document
from lms.journal.models import Dispatch

MAKE_DOCUMENT = "documents.make"  # the handlers' names in the outbox
ISSUE_CREDENTIAL = "credentials.issue"
PATIENCE = 3  # tries after which a reader is told


class DocumentState(TextChoices):
    READY = "ready"
    WAITING = "waiting"
    LATE = "late"
    LOST = "lost"
    REMOVED = "removed"


def document_of(revision: CertificateRevision) -> tuple[DocumentState, Document | None]:
    """The document whose file is there, or how it stands with making one.

    Late: it was tried several times and will be tried again. Lost: nobody makes it any more, or
    its file is gone. Removed: with the name of its holder (R59).
    """
    made = Document.objects.filter(revision=revision).first()
    if made and not made.file:
        return DocumentState.REMOVED, None
    if made:
        there = made.file.storage.exists(str(made.file.name))
        return (DocumentState.READY, made) if there else (DocumentState.LOST, None)
    duty = _duties_towards(revision).order_by("-tries").first()
    if duty is None:
        return DocumentState.LOST, None
    return (DocumentState.LATE if duty.tries >= PATIENCE else DocumentState.WAITING), None


def _duties_towards(revision: CertificateRevision) -> QuerySet[Dispatch]:
    """What must still be done before the document is there: its credential, then itself."""
    credentials = Credential.objects.filter(revision=revision).values("pk")
    before = Q(
        handler=ISSUE_CREDENTIAL,
        event__subject_type=revision._meta.label_lower,
        event__subject_id=revision.pk,
    )
    itself = Q(
        handler=MAKE_DOCUMENT,
        event__subject_type=Credential._meta.label_lower,
        event__subject_id__in=credentials,
    )
    return Dispatch.objects.filter(before | itself, done_at__isnull=True)


def is_intact(document: Document) -> bool:
    """Whether the file is there with the bytes whose hash is kept; reads it in pieces."""
    digest = hashlib.sha256()
    try:
        with document.file.open("rb") as file:
            for chunk in file.chunks():
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == document.sha256


def documents_with_words() -> QuerySet[Document]:
    """With everything that making a file again reads, in one query; without those of removed holders."""
    return (
        Document.objects.exclude(file="")
        .select_related(
            "design",
            "credential",
            "revision__certificate__person",
            "revision__certificate__scheme_version__scheme",
            "revision__certificate__decision__certificate_type",
        )
        .order_by("pk")
    )
