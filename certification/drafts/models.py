"""Drafts: the next version of a scheme while it is written."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.schemes.models import Scheme, SchemeVersion


class SchemeDraft(models.Model):
    """What the next version of a scheme shall say; one is open at a time.

    `data` is a file as those in content/schemes: the newest installed version, and the next one. It
    is kept as it was typed, also with mistakes; only publishing asks that there are none. `edition`
    counts the saves, so that who saves an older one is told.
    """

    class State(models.TextChoices):
        OPEN = "open", _("is being written")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="drafts")
    data = models.JSONField()
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    version = models.OneToOneField(
        SchemeVersion, models.PROTECT, null=True, blank=True, related_name="draft"
    )
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(state="open"), name="scheme_draft_one_open"
            ),
            models.CheckConstraint(
                name="scheme_draft_state_known",
                condition=Q(state__in=["open", "discarded"], version__isnull=True)
                | Q(state="published", version__isnull=False),
            ),
            models.CheckConstraint(name="scheme_draft_saved", condition=Q(edition__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.next['number']}"

    @property
    def before(self) -> dict:
        """The newest installed version, with the end that its candidates shall have."""
        return self.data["versions"][0]

    @property
    def next(self) -> dict:
        return self.data["versions"][1]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
