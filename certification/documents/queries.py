"""How it stands with the document of a certificate."""

from django.db.models import TextChoices

from certification.certificates.models import CertificateRevision
from certification.documents.models import Document
from lms.journal.models import Dispatch

MAKE_DOCUMENT = "documents.make"  # the handler's name in the outbox
PATIENCE = 3  # tries after which a reader is told


class DocumentState(TextChoices):
    READY = "ready"
    WAITING = "waiting"
    LATE = "late"
    LOST = "lost"


def document_of(revision: CertificateRevision) -> tuple[DocumentState, Document | None]:
    """The document whose file is there, or how it stands with making one.

    Late: it was tried several times and will be tried again. Lost: nobody makes it any more, or
    its file is gone.
    """
    made = Document.objects.filter(revision=revision).first()
    if made:
        there = made.file.storage.exists(str(made.file.name))
        return (DocumentState.READY, made) if there else (DocumentState.LOST, None)
    duty = Dispatch.objects.filter(
        handler=MAKE_DOCUMENT,
        event__subject_type=revision._meta.label_lower,
        event__subject_id=revision.pk,
        done_at__isnull=True,
    ).first()
    if duty is None:
        return DocumentState.LOST, None
    return (DocumentState.LATE if duty.tries >= PATIENCE else DocumentState.WAITING), None
