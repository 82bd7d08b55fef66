"""What is being looked into about a delivery: marks that rooms above set and change (R33)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models.delivery import Delivery


class DeliveryMarkQuerySet(models.QuerySet):
    def newest(self) -> "DeliveryMarkQuerySet":
        """Of each cause the mark that was set last."""
        later = DeliveryMark.objects.filter(
            delivery=models.OuterRef("delivery"),
            cause=models.OuterRef("cause"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later))


class DeliveryMark(models.Model):
    """How it stands with a delivery whose trainer lost their accreditation; appended (R33, R34).

    The newest mark of a cause stands; participants lose nothing by it.
    """

    class State(models.TextChoices):
        TO_DECIDE = "to decide", _("to be looked into")
        INVESTIGATED = "investigated", _("under investigation")
        STANDS = "stands", _("looked into: stands")
        WITHDRAWN = "withdrawn", _("looked into: certificates are withdrawn one by one")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="marks")
    cause = models.CharField(max_length=100, help_text=_("What led to it, as its key says."))
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DeliveryMarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_mark_state_known",
                condition=models.Q(state__in=["to decide", "investigated", "stands", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.get_state_display()}"
