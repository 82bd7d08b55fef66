"""Certificates, the events of their life, and their documents."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.decisions.models import Decision
from certification.schemes.models import SchemeVersion


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, person) -> "CertificateQuerySet":
        if not person.roles.isdisjoint({"administrator", "officer", "auditor"}):
            return self
        return self.filter(person=person)


class Certificate(models.Model):
    """What was granted to whom by which decision; what its paper says is in its revisions (R41)."""

    number = models.CharField(max_length=40, unique=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="certificate")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="certificates")
    title = models.CharField(max_length=255)
    issuer_name = models.CharField(max_length=255)
    scope = models.CharField(max_length=60)
    zone = models.CharField(max_length=60)
    issued_on = models.DateField()
    language = models.CharField(max_length=12)
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def current(self) -> "CertificateRevision":
        """The newest revision: what the certificate says today. Costs no query where prefetched."""
        return max(self.revisions.all(), key=lambda revision: revision.number)


class CertificateRevision(models.Model):
    """What a certificate says from one issue on, frozen; the number stays the same (R41).

    A new name, a renewal or a smaller scope is a further revision; documents and credentials are
    made of one, and those of an older one check as superseded.
    """

    class Cause(models.TextChoices):
        GRANTED = "granted", _("granted")
        RENEWED = "renewed", _("renewed")
        EXTENDED = "extended", _("extended")
        REDUCED = "reduced", _("reduced in scope")
        NAME_CORRECTED = "name_corrected", _("name corrected")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=15, choices=Cause)
    holder_name = models.CharField(max_length=301)
    statement = models.TextField()
    scope_title = models.CharField(max_length=255)
    issued_on = models.DateField()
    valid_through = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["certificate", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "number"], name="certificate_revision_once"
            ),
            models.CheckConstraint(
                name="certificate_revision_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="certificate_revision_cause_known",
                condition=Q(
                    cause__in=["granted", "renewed", "extended", "reduced", "name_corrected"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} r{self.number}"


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
