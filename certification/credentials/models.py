"""Signed credentials of certificates, and their places in status lists."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import CertificateRevision
from certification.credentials.bitstrings import LENGTH


class StatusList(models.Model):
    """A list of bits that is published for each purpose; a further one is opened in time."""

    class Purpose(models.TextChoices):
        """What a bit says; the values are those of the standard."""

        SUSPENSION = "suspension", _("not to be accepted now")
        REVOCATION = "revocation", _("ended for good")

    number = models.PositiveIntegerField(unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Status list {self.number}"


class StatusPlace(models.Model):
    """The bit of a revision, at random, so that neighbours in a list tell nothing of each other.

    What the bit says is not kept: it follows from the certificate's events on the day.
    """

    revision = models.OneToOneField(
        CertificateRevision, models.PROTECT, related_name="status_place"
    )
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["status_list", "position"]
        constraints = [
            models.UniqueConstraint(fields=["status_list", "position"], name="status_place_once"),
            models.CheckConstraint(name="status_place_within", condition=Q(position__lt=LENGTH)),
        ]

    def __str__(self) -> str:
        return f"{self.status_list}, {self.position}"


class Credential(models.Model):
    """A revision as an Open Badge, signed once; its text is handed out as it is, for ever.

    Only where the key that signed it was compromised there is a further turn, by another key.
    """

    revision = models.ForeignKey(CertificateRevision, models.PROTECT, related_name="credentials")
    turn = models.PositiveSmallIntegerField(default=1)
    key_id = models.CharField(max_length=60)
    text = models.TextField()
    token = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["revision", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "turn"], name="credential_once"),
            models.CheckConstraint(name="credential_turn_from_one", condition=Q(turn__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Credential of revision {self.revision_id}, turn {self.turn}"
