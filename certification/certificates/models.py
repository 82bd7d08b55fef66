"""Certificates, the events of their life, and their documents."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.decisions.models import Decision
from certification.schemes.models import SchemeVersion


def document_storage():
    return storages["certificates"]


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, person) -> "CertificateQuerySet":
        if not person.roles.isdisjoint({"administrator", "officer", "auditor"}):
            return self
        return self.filter(person=person)


class Certificate(models.Model):
    """What was granted, frozen: names, title, issuer, scheme version, scope, dates, language (R41)."""

    number = models.CharField(max_length=40, unique=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="certificate")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="certificates")
    holder_name = models.CharField(max_length=301)
    title = models.CharField(max_length=255)
    statement = models.TextField()
    issuer_name = models.CharField(max_length=255)
    scope = models.CharField(max_length=60)
    scope_title = models.CharField(max_length=255)
    zone = models.CharField(max_length=60)
    issued_on = models.DateField()
    valid_through = models.DateField(null=True)
    language = models.CharField(max_length=12)
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="certificate_valid_forward",
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class StatusEvent(models.Model):
    """Something that changed a certificate's status from a day on; the status is computed (R42)."""

    class Kind(models.TextChoices):
        GRANTED = "granted", _("granted")
        SUSPENDED = "suspended", _("suspended")
        LIFTED = "lifted", _("suspension lifted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="status_events")
    kind = models.CharField(max_length=12, choices=Kind)
    effective_on = models.DateField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(kind="granted"), name="certificate_granted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.kind} {self.effective_on}"


class Document(models.Model):
    """The PDF of a certificate, made once by a background job."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="documents")
    revision = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(storage=document_storage, upload_to="pdf/", max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["certificate", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "revision"], name="document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} r{self.revision}"
