"""Sums of closed trainings and the steps between trainers: kept for speed, rebuilt from the facts.

Without them the page of a founder would read every place below her. What they say follows from
places, steps and credits alone: `queries.differences` proves it, `rebuild_lineage` makes them anew.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.deliveries.models import Delivery


class DeliveryOutcome(models.Model):
    """How many completed a closed training, of those who have their outcome in it."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="outcome")
    participants = models.PositiveIntegerField()
    completers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_outcome_parts", condition=Q(completers__lte=F("participants"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.completers}/{self.participants}"


class TrainedTrainer(models.Model):
    """A trainer completed this training: through them the line of its trainers goes on (R40)."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "person"], name="trained_trainer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.delivery}"
