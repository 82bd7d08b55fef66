"""What people are told: the words of letters, what was written to whom, and what nobody wants."""

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


class LetterStopQuerySet(models.QuerySet):
    def current(self) -> "LetterStopQuerySet":
        return self.filter(ended_at__isnull=True)


class LetterStop(models.Model):
    """A person does not want letters of a kind; ended when they want them again."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letter_stops"
    )
    kind = models.CharField(max_length=60)
    stopped_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LetterStopQuerySet.as_manager()

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
    """One letter to one reader about one thing; written once whatever is retried.

    One that waits goes out with the next digest, which is a letter of its own. The reader is a
    person, or whoever owns an address that nobody on record has yet.
    """

    class State(models.TextChoices):
        TO_SEND = "to send", _("about to be sent")
        SENT = "sent", _("sent")
        WAITING = "waiting", _("waits for the daily digest")
        IN_DIGEST = "in digest", _("sent in a digest")
        STOPPED = "stopped", _("not sent: not wanted by the person")
        KEPT = "kept", _("kept here only: nothing is sent to this person")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
    )
    address = models.EmailField(
        blank=True, help_text="Where it goes; empty where no letter leaves."
    )
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    subject = models.CharField(max_length=255)
    body = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.TO_SEND)
    digest = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="letters"
    )
    written_at = models.DateTimeField(help_text="Letters in a digest leave later.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["person", "written_at"], condition=Q(state="waiting"), name="waiting"
            ),
            models.Index(fields=["kind"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "reference"], name="notification_once"
            ),
            models.UniqueConstraint(
                fields=["address", "kind", "reference"],
                condition=Q(person__isnull=True),
                name="notification_once_for_address",
            ),
            models.CheckConstraint(
                name="notification_has_a_reader",
                condition=Q(person__isnull=False) | ~Q(address=""),
            ),
            models.CheckConstraint(
                name="notification_state_known",
                condition=Q(
                    state__in=["to send", "sent", "waiting", "in digest", "stopped", "kept"]
                ),
            ),
            models.CheckConstraint(
                name="notification_leaves_to_an_address",
                condition=~Q(state__in=["to send", "sent", "waiting", "in digest"])
                | ~Q(address=""),
            ),
            models.CheckConstraint(
                name="notification_in_digest_names_it",
                condition=Q(state="in digest", digest__isnull=False)
                | (~Q(state="in digest") & Q(digest__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person or self.address}"
