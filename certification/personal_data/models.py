"""Who asked to be removed, and what was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ErasureRequestQuerySet(models.QuerySet):
    def open(self) -> "ErasureRequestQuerySet":
        return self.filter(outcome="")


class ErasureRequest(models.Model):
    """A person asks to be removed; carried out by an administrator, refused with reasons, taken back."""

    class Outcome(models.TextChoices):
        OPEN = "", _("waits for an administrator")
        ERASED = "erased", _("carried out")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken back", _("taken back")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure_requests"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    reason = models.TextField(blank=True, help_text="Why it was carried out or refused.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome=""), name="erasure_asked_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome="erased"), name="person_erased_once"
            ),
            models.CheckConstraint(
                name="erasure_outcome_known",
                condition=Q(outcome__in=["", "erased", "refused", "taken back"]),
            ),
            models.CheckConstraint(
                name="erasure_answered_by_somebody",
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="erasure_answered_with_reason",
                condition=~Q(outcome__in=["erased", "refused"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_outcome_display()}"
