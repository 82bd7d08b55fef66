"""Attendance that an auditor accepts: minutes with source, author and time; appended (R62)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Delivery, Session
from courses.enrolment.models.places import Enrolment
from lms.private_files import private


def place_of_evidence(evidence: "Evidence", name: str) -> str:
    """Away from the name that was sent."""
    return f"evidence/{evidence.delivery.uid}/{evidence.uid}"


class Evidence(models.Model):
    """A file that shows what happened: a signed list, a log of the meeting platform."""

    class Kind(models.TextChoices):
        SIGNED_LIST = "signed list", _("scan of a signed list")
        PLATFORM_LOG = "platform log", _("log of the meeting platform")
        OTHER = "other", _("other")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="evidence")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file = models.FileField(upload_to=place_of_evidence, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only its hash is kept (R58, R59)."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "session", "sha256"],
                name="evidence_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="evidence_not_empty", condition=Q(size__gte=1)),
            models.CheckConstraint(
                name="evidence_kind_known",
                condition=Q(kind__in=["signed list", "platform log", "other"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AttendanceEntry(models.Model):
    """Minutes that a participant attended of a session, as one source says.

    `uid` is made where the entry is made, offline too, so that sending it twice changes nothing.
    Which entry stands does not depend on the order in which they arrive: `rules.standing_entry`.
    """

    class Source(models.TextChoices):
        TRAINER = "trainer", _("marked by a trainer")
        CHECK_IN = "check-in", _("checked in with the code on the screen")
        PLATFORM = "platform", _("log of the meeting platform")
        SIGNED_LIST = "signed list", _("signed list")
        SESSION_PACK = "session pack", _("session pack, filled in offline")

    uid = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance")
    minutes = models.PositiveSmallIntegerField()
    is_excused = models.BooleanField(
        default=False, help_text="Excused is still absent for the share (R6)."
    )
    source = models.CharField(max_length=12, choices=Source)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(help_text="When it was noted down, perhaps offline.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["session", "enrolment"])]
        constraints = [
            models.CheckConstraint(
                name="attendance_minutes_of_a_day", condition=Q(minutes__range=(0, 1440))
            ),
            models.CheckConstraint(
                name="attendance_source_known",
                condition=Q(
                    source__in=["trainer", "check-in", "platform", "signed list", "session pack"]
                ),
            ),
            models.CheckConstraint(
                name="attendance_excused_is_absent",
                condition=Q(is_excused=False) | Q(minutes=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.session}: {self.minutes} min"


class ListUnlock(models.Model):
    """A locked attendance list was opened again by an administrator, for a while, with a reason."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="unlocks")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="list_unlock_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="list_unlock_forward", condition=Q(until__gt=F("at"))),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.at:%Y-%m-%d}"
