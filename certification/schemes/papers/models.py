"""Agreements signed in the words of a day, and documents that speak for a candidate."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.private_files import LONGEST_NAME, private


class SignedAgreement(models.Model):
    """A person agreed to a text; its hash says to which, and a new text needs a new signature."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signed_agreements"
    )
    code = models.SlugField(max_length=60)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code", "sha256"], name="agreement_signed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.code}"


def place_of_paper(paper: "CandidatePaper", name: str) -> str:
    return f"papers/{paper.uid}"


class CandidatePaper(models.Model):
    """A document that a candidate handed in for a scheme; an officer accepts it or turns it down."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="candidate_papers"
    )
    scheme_code = models.SlugField(max_length=60)
    kind = models.CharField(_("kind of document"), max_length=60)
    file = models.FileField(upload_to=place_of_paper, storage=private)
    name = models.CharField(max_length=LONGEST_NAME)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    looked_at_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only its hash is kept (R58, R59)."
    )

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        indexes = [models.Index(fields=["person", "scheme_code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme_code", "kind", "sha256"], name="candidate_paper_once"
            ),
            models.CheckConstraint(
                name="candidate_paper_looked_at_by_somebody",
                condition=Q(
                    looked_at_by__isnull=True, looked_at_at__isnull=True, is_accepted__isnull=True
                )
                | Q(
                    looked_at_by__isnull=False,
                    looked_at_at__isnull=False,
                    is_accepted__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="candidate_paper_turned_down_with_reason",
                condition=~Q(is_accepted=False, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"
