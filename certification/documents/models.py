"""Documents of certificates: files made once, with their hash."""

from django.core.files.storage import storages
from django.db import models

from certification.certificates.models import CertificateRevision


def document_storage():
    return storages["certificates"]


class Document(models.Model):
    """The PDF of a revision of a certificate, made once by a background job."""

    revision = models.OneToOneField(CertificateRevision, models.PROTECT, related_name="document")
    file = models.FileField(storage=document_storage, upload_to="pdf/", max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"PDF of revision {self.revision_id}"
