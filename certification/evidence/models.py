"""Stored files of evidence that could not be read as they were kept: since when, and until when (R64)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.records.models import RecordEvidence
from courses.enrolment.models import Enrolment, Evidence
from lms.known import known_before


class EvidenceLossQuerySet(models.QuerySet):
    def standing(self, before: datetime | None = None) -> "EvidenceLossQuerySet":
        """Those that stand now, or that stood as far as was known before a moment (R27)."""
        if before is None:
            return self.filter(found_at__isnull=True)
        return self.filter(known_before(before, since="noticed_at", until="found_at"))


class EvidenceLoss(models.Model):
    """A file of evidence was found missing or changed, and perhaps was found again later.

    It is about a file of past trainings, or about a file that shows who attended a session.
    """

    class What(models.TextChoices):
        MISSING = "missing", _("missing")
        CHANGED = "changed", _("not the file that was kept")

    record_evidence = models.ForeignKey(
        RecordEvidence, models.PROTECT, null=True, related_name="losses"
    )
    attendance_evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, related_name="losses"
    )
    what = models.CharField(max_length=7, choices=What)
    noticed_at = models.DateTimeField()
    found_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceLossQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_loss_of_one_file",
                condition=Q(record_evidence__isnull=False, attendance_evidence__isnull=True)
                | Q(record_evidence__isnull=True, attendance_evidence__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["record_evidence"],
                condition=Q(found_at__isnull=True),
                name="record_evidence_lost_once",
            ),
            models.UniqueConstraint(
                fields=["attendance_evidence"],
                condition=Q(found_at__isnull=True),
                name="attendance_evidence_lost_once",
            ),
            models.CheckConstraint(
                name="evidence_loss_known", condition=Q(what__in=["missing", "changed"])
            ),
            models.CheckConstraint(
                name="evidence_found_after_it_was_lost",
                condition=Q(found_at__isnull=True) | Q(found_at__gte=F("noticed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.what} {self.noticed_at:%Y-%m-%d}"

    @property
    def evidence(self) -> RecordEvidence | Evidence | None:
        return self.record_evidence or self.attendance_evidence


class EvidenceGap(models.Model):
    """A span in which a place of this site was known to be without evidence (R64); a view in SQL.

    Spans of one place may overlap. No `known_until`: the gap is there now.
    """

    enrolment = models.ForeignKey(Enrolment, models.DO_NOTHING, related_name="+")
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "certification_evidencegap"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} since {self.known_from}"
