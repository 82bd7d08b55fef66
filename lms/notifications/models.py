"""What a person was told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LetterTemplate(models.Model):
    """The words of a letter as an administrator wrote them; without one those that ship are used."""

    kind = models.CharField(_("letter"), max_length=60)
    language = models.CharField(_("language"), max_length=12, default="en")
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField(_("text"))
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="letter_template_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class LetterStop(models.Model):
    """A person does not want letters of a kind; ended when they want them again."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letter_stops"
    )
    kind = models.CharField(max_length=60)
    stopped_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at__isnull=True),
                name="letter_stop_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class Notification(models.Model):
    """One message to one person about one thing; sent once whatever is retried.

    One that waits goes out with the next digest, which is a message of its own.
    """

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        WAITING = "waiting", _("waits for the digest")
        IN_DIGEST = "in digest", _("sent in a digest")
        STOPPED = "stopped", _("not wanted by the person")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    subject = models.CharField(max_length=255)
    body = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    digest = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="letters"
    )
    sent_at = models.DateTimeField(help_text="When it was written; letters in a digest go later.")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state"], condition=Q(state="waiting"), name="waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "reference"], name="notification_once"
            ),
            models.CheckConstraint(
                name="notification_in_digest_names_it",
                condition=Q(state="in digest", digest__isnull=False)
                | (~Q(state="in digest") & Q(digest__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person}"
