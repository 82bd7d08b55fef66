"""Labels of organisations: awards and renewals as dated facts, their evidence, their withdrawal."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from certification.schemes.dating import Turn
from lms.people.models import Organisation
from lms.private_files import private


class OrganisationLabelQuerySet(models.QuerySet):
    def awarded_between(self, from_: date, to: date) -> "OrganisationLabelQuerySet":
        """Labels awarded in the half-open period [from_, to) (R26)."""
        return self.filter(awarded_on__gte=from_, awarded_on__lt=to)

    def valid_on(self, day: date) -> "OrganisationLabelQuerySet":
        """Awarded by then, and valid on that day, the last one included (R43, R45)."""
        return self.filter(awarded_on__lte=day, starts_on__lte=day, valid_through__gte=day).exclude(
            withdrawals__effective_on__lte=day
        )

    def newest_by(self, day: date) -> "OrganisationLabelQuerySet":
        """Of each organisation and level, the award that was the latest by that day."""
        later = OrganisationLabel.objects.filter(
            organisation=OuterRef("organisation"),
            level=OuterRef("level"),
            awarded_on__lte=day,
            awarded_on__gt=OuterRef("awarded_on"),
        )
        return self.filter(~Exists(later), awarded_on__lte=day)


class OrganisationLabel(models.Model):
    """One award or renewal of a label of cluster management excellence, by another body.

    A renewal is a further row: its period follows the one before, and nothing is overwritten.
    """

    class Level(models.TextChoices):
        BRONZE = "bronze", _("bronze")
        SILVER = "silver", _("silver")
        GOLD = "gold", _("gold")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="labels")
    level = models.CharField(_("level"), max_length=6, choices=Level)
    turn = models.CharField(max_length=9, choices=Turn, default=Turn.FIRST)
    awarded_on = models.DateField(_("awarded on"))
    starts_on = models.DateField()
    valid_through = models.DateField()
    awarded_by = models.CharField(_("awarded by"), max_length=255)
    reference = models.CharField(_("reference"), max_length=100, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OrganisationLabelQuerySet.as_manager()

    class Meta:
        ordering = ["awarded_on", "pk"]
        indexes = [
            models.Index(fields=["level", "awarded_on"]),
            models.Index(fields=["organisation", "level", "awarded_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "level", "starts_on"], name="label_period_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "level", "awarded_on"], name="label_awarded_once_a_day"
            ),
            models.CheckConstraint(
                name="label_level_known", condition=Q(level__in=["bronze", "silver", "gold"])
            ),
            models.CheckConstraint(
                name="label_turn_known", condition=Q(turn__in=["first", "early", "late", "lapsed"])
            ),
            models.CheckConstraint(
                name="label_period_forward", condition=Q(valid_through__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_level_display()} {self.awarded_on}"

    @property
    def withdrawn_on(self) -> date | None:
        """The day from which it is withdrawn."""
        return min((each.effective_on for each in self.withdrawals.all()), default=None)


class LabelWithdrawal(models.Model):
    """A label was taken back from a day on; the award stays on record."""

    label = models.ForeignKey(OrganisationLabel, models.PROTECT, related_name="withdrawals")
    effective_on = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label"], name="label_withdrawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id}: {self.effective_on}"


def place_of_evidence(evidence: "LabelEvidence", name: str) -> str:
    """Away from the name that was sent."""
    return f"labels/{evidence.uid}"


class LabelEvidence(models.Model):
    """What shows that a label was awarded: an address, a note, or a file that is kept privately."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.ForeignKey(OrganisationLabel, models.PROTECT, related_name="evidence")
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    file = models.FileField(upload_to=place_of_evidence, storage=private, blank=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["kept_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="label_evidence_says_something",
                condition=~Q(link="", note="", file=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.link or self.note[:60]
