"""Documents of certificates, files made once with their hash, and the designs they are made by."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import CertificateRevision
from certification.credentials.models import Credential


def document_storage():
    return storages["certificates"]


class DocumentDesign(models.Model):
    """How documents look and what they say, for a scheme, a type and a language; "" means any."""

    title = models.CharField(_("name of the design"), max_length=120)
    scheme = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    current = models.ForeignKey(
        "DesignVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )
    is_retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        ordering = ["scheme", "type", "language"]
        verbose_name = _("document design")
        verbose_name_plural = _("document designs")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "type", "language"],
                condition=Q(is_retired=False),
                name="document_design_once",
            ),
            models.CheckConstraint(
                name="document_design_type_of_scheme", condition=Q(type="") | ~Q(scheme="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DesignVersion(models.Model):
    """A design as it was saved once, never edited: documents keep the version they were made by.

    `content` is described in `designs.rules`. Without a design it is the one that ships.
    """

    design = models.ForeignKey(DocumentDesign, models.PROTECT, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["design", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["design", "number"], name="design_version_once"),
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(design__isnull=True), name="shipped_design_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.design or _('the design that ships')} {self.number}"


class Document(models.Model):
    """The PDF of a revision of a certificate, made once by a background job.

    With `design`, `credential`, `address` and `signature` a lost file is made again, byte by byte: `address` is
    what its QR code holds, `signature` (CMS, DER) what was signed, empty where no key was set up.
    """

    revision = models.OneToOneField(CertificateRevision, models.PROTECT, related_name="document")
    design = models.ForeignKey(DesignVersion, models.PROTECT, related_name="documents")
    credential = models.ForeignKey(
        Credential, models.PROTECT, null=True, related_name="documents", help_text="Embedded in it."
    )
    address = models.TextField()
    signature = models.BinaryField(blank=True)
    file = models.FileField(storage=document_storage, upload_to="pdf/", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-revision"]

    def __str__(self) -> str:
        return f"PDF of revision {self.revision_id}"
