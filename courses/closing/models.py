"""What a closed delivery counts for each of its trainers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Delivery


class TrainerCredit(models.Model):
    """A trainer's part in a delivery, written when it is closed (R35, R36).

    `minutes` are those of the sessions taught, of `minutes_in_all`, from the first of these days to
    the last. A co-trainer counts as co-lead once the lead has signed for it. A session taught
    without a right is in `minutes_without_right`.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        CO_TRAINER = "co-trainer", _("co-trainer")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="credits")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainer_credits", db_index=False
    )
    role = models.CharField(max_length=10, choices=Role)
    minutes = models.PositiveIntegerField()
    minutes_without_right = models.PositiveIntegerField(default=0)
    minutes_in_all = models.PositiveIntegerField()
    taught_from = models.DateField()
    taught_through = models.DateField()
    credited_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-credited_at", "-pk"]
        indexes = [models.Index(fields=["person", "delivery"])]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "person"], name="trainer_credit_once"),
            models.CheckConstraint(
                name="trainer_credit_role_known", condition=Q(role__in=["lead", "co-trainer"])
            ),
            models.CheckConstraint(
                name="trainer_credit_minutes",
                condition=Q(minutes__lte=F("minutes_in_all"))
                & Q(minutes_without_right__lte=F("minutes")),
            ),
            models.CheckConstraint(
                name="trainer_credit_days_forward",
                condition=Q(taught_through__gte=F("taught_from")),
            ),
            models.CheckConstraint(
                name="trainer_credit_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.delivery}, {self.get_role_display()}"

    @property
    def is_lead(self) -> bool:
        """Lead or signed co-lead (R36)."""
        return self.role == self.Role.LEAD or self.signed_at is not None

    @property
    def counts_as_led(self) -> bool:
        """Led, and not all of it without the right to teach (R32, R36)."""
        return self.is_lead and self.minutes_without_right < self.minutes
