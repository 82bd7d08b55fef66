"""Past trainings that were held elsewhere: what a file says of each, in versions, with its evidence,
and which claims of projects were refused.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enrolment.models import Enrolment
from lms.known import known_before
from lms.people.models import Organisation, PersonIdentity, Region
from lms.private_files import private


def place_of_evidence(evidence: "RecordEvidence", name: str) -> str:
    """Away from the name that was sent."""
    return f"records/{evidence.uid}"


class RecordEvidence(models.Model):
    """A file that shows a past training, such as a signed list; many records may rest on it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=place_of_evidence, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only its hash is kept (R58, R59)."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "sha256"], name="record_evidence_once"),
            models.CheckConstraint(name="record_evidence_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingRecord(models.Model):
    """One result of a person in one past training, as some project claims it.

    `project_code` is kept as it was written, also where no such project is known. Results of the
    same person in the same training are kept side by side, whatever the order they arrive in; a
    counting rule takes one of them (R10, R14).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_records"
    )
    identity = models.ForeignKey(PersonIdentity, models.PROTECT, related_name="+")
    delivery = models.CharField(max_length=150)
    project_code = models.CharField(max_length=60, blank=True, db_index=True)
    result_confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity", "delivery", "project_code", "result_confirmed_at"],
                name="training_record_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["delivery", "person", "project_code", "id"],
                condition=Q(result_confirmed_at__isnull=False) & ~Q(project_code=""),
                name="training_record_claims",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.delivery}"


class RecordVersionQuerySet(models.QuerySet):
    def standing(self) -> "RecordVersionQuerySet":
        return self.filter(replaced_at__isnull=True)

    def waiting_for(self, names: list[str]) -> "RecordVersionQuerySet":
        """Those that stand, name evidence of these names and have none (R64)."""
        return self.standing().filter(evidence__isnull=True, evidence_name__in=names)


class RecordVersion(models.Model):
    """What is said of a training record; a correction is a further version, the last one stands."""

    class Assessment(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")
        NONE = "none", _("none")

    record = models.ForeignKey(TrainingRecord, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Enrolment.Role)
    given_name = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    organisation_name = models.CharField(max_length=255, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    enrolled_on = models.DateField(null=True, blank=True)
    scheduled_minutes = models.PositiveIntegerField(null=True, blank=True)
    attended_minutes = models.PositiveIntegerField(null=True, blank=True)
    assessment = models.CharField(max_length=6, choices=Assessment)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey(
        RecordEvidence, models.PROTECT, null=True, blank=True, related_name="versions"
    )
    known_from = models.DateTimeField()
    known_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = RecordVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="record_version_once"),
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(replaced_at__isnull=True),
                name="record_version_one_stands",
            ),
            models.CheckConstraint(
                name="record_role_known", condition=Q(role__in=["manager", "instructor"])
            ),
            models.CheckConstraint(
                name="record_assessment_known",
                condition=Q(assessment__in=["passed", "failed", "none"]),
            ),
            models.CheckConstraint(
                name="record_attended_of_scheduled",
                condition=Q(attended_minutes__isnull=True)
                | Q(scheduled_minutes__isnull=True)
                | Q(attended_minutes__lte=F("scheduled_minutes")),
            ),
            models.CheckConstraint(
                name="record_minutes_of_a_training",
                condition=Q(scheduled_minutes__isnull=True) | Q(scheduled_minutes__lte=100_000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} v{self.number}"


class ClaimRefusalQuerySet(models.QuerySet):
    def standing(self, before: datetime | None = None) -> "ClaimRefusalQuerySet":
        """Those that stand now, or that stood as far as was known before a moment (R27)."""
        if before is None:
            return self.filter(lifted_at__isnull=True)
        return self.filter(known_before(before, since="refused_at", until="lifted_at"))


class ClaimRefusal(models.Model):
    """The claim of one project to a past training is refused in favour of another one's (R14).

    Until it is lifted the record counts for nothing; nothing else of it changes.
    """

    record = models.ForeignKey(TrainingRecord, models.PROTECT, related_name="refusals")
    in_favour_of = models.CharField(max_length=60)
    reason = models.TextField()
    refused_at = models.DateTimeField()
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField(blank=True)

    objects = ClaimRefusalQuerySet.as_manager()

    class Meta:
        ordering = ["-refused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(lifted_at__isnull=True),
                name="claim_refusal_one_stands",
            ),
            models.CheckConstraint(
                name="claim_refusal_reasoned", condition=~Q(reason="") & ~Q(in_favour_of="")
            ),
            models.CheckConstraint(
                name="claim_refusal_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | Q(
                    lifted_at__isnull=False, lifted_at__gte=F("refused_at"), lifted_by__isnull=False
                )
                & ~Q(lift_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.record.project_code}"
