"""Draws the document of each revision whose credential is signed, and works ZIPs of them."""

from django.utils import timezone

from certification.certificates.models import CertificateRevision
from certification.documents.actions import make_document
from certification.documents.archives.actions import ready_some
from certification.documents.archives.queries import KIND as ARCHIVE
from certification.documents.models import DesignVersion, Document, DocumentDesign
from certification.documents.queries import MAKE_DOCUMENT
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(Document)
cover(DocumentDesign)
cover(DesignVersion)


@subscribe("credentials.credential_issued", MAKE_DOCUMENT)
def draw(event: Event) -> None:
    """Of the credential's revision; a later turn of the credential changes no document."""
    revision = CertificateRevision.objects.select_related(
        "certificate__person",
        "certificate__scheme_version__scheme",
        "certificate__decision__certificate_type",
    ).get(credentials=event.subject_id)
    make_document(revision=revision, at=timezone.now())


@works(ARCHIVE)
def ready_archive(job: Job) -> Progress:
    return ready_some(job)
