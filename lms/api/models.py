"""Tokens by which programs read the API."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApiTokenQuerySet(models.QuerySet):
    def open_at(self, moment: datetime) -> "ApiTokenQuerySet":
        """Those that were neither revoked nor have expired."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=moment), revoked_at__isnull=True
        )


class ApiToken(models.Model):
    """A program may read on behalf of a person what the scopes say; the token itself is not kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens_of_programs"
    )
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person}: {' '.join(self.scopes)}"
