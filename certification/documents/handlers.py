"""Draws the document of each revision that is issued."""

from django.utils import timezone

from certification.certificates.models import CertificateRevision
from certification.documents.actions import make_document
from certification.documents.models import DesignVersion, Document, DocumentDesign
from certification.documents.queries import MAKE_DOCUMENT
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(Document)
cover(DocumentDesign)
cover(DesignVersion)


@subscribe("certificates.revision_issued", MAKE_DOCUMENT)
def draw(event: Event) -> None:
    revision = CertificateRevision.objects.select_related(
        "certificate__person",
        "certificate__scheme_version__scheme",
        "certificate__decision__certificate_type",
    ).get(pk=event.subject_id)
    make_document(revision=revision, at=timezone.now())
