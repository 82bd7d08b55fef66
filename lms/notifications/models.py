"""What a person was told."""

from django.conf import settings
from django.db import models


class Notification(models.Model):
    """One message to one person about one thing; sent once whatever is retried."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    subject = models.CharField(max_length=255)
    body = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "reference"], name="notification_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person}"
