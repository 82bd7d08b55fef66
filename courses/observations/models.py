"""Observed teaching: a form with an anchored scale, signed by both, then frozen (R37)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Session


class Observation(models.Model):
    """One person watches another teach a session.

    `form` is the form as it was when the observation began, `levels` and `remarks` go by the code of
    each criterion. Until both have signed it may be written again; afterwards nothing changes.
    `uid` is made on the tablet, so a form that is sent twice is one observation.
    """

    uid = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="observations")
    observed = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations"
    )
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations_made"
    )
    form = models.JSONField()
    levels = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    summary = models.TextField(_("summary"), blank=True)
    version = models.PositiveIntegerField(
        default=0, help_text="Rises with each save, so that an older copy overwrites nothing."
    )
    comment = models.TextField(_("comment of the person observed"), blank=True)
    began_at = models.DateTimeField()
    observer_signed_at = models.DateTimeField(null=True, blank=True)
    observed_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "observed", "observer"], name="observation_once"
            ),
            models.CheckConstraint(
                name="observation_of_somebody_else", condition=~Q(observed=F("observer"))
            ),
            models.CheckConstraint(
                name="observation_observer_signs_first",
                condition=Q(observed_signed_at__isnull=True) | Q(observer_signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.observed} by {self.observer}"

    @property
    def is_frozen(self) -> bool:
        return self.observed_signed_at is not None


class ObservationEntry(models.Model):
    """Each save and signature of an observation, as it was; appended."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        OBSERVER_SIGNED = "observer signed", _("signed by the observer")
        COMMENTED = "commented", _("commented by the person observed")
        OBSERVED_SIGNED = "observed signed", _("signed by the person observed")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=15, choices=Kind)
    key = models.UUIDField(unique=True)
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.observation}: {self.kind}"
