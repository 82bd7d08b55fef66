"""What happened (Event), what must still follow from it (Dispatch), and what seals all of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened, written in the transaction that did it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    payload = models.JSONField(default=dict)
    mac = models.CharField(
        max_length=64, help_text="Shows that the application wrote it, until it is sealed."
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["name", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class DispatchQuerySet(models.QuerySet):
    def due(self, now) -> "DispatchQuerySet":
        return self.filter(done_at__isnull=True, next_try_at__lte=now)


class Dispatch(models.Model):
    """One handler's duty towards one event: the outbox row."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="dispatches")
    handler = models.CharField(max_length=100)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="dispatch_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at__isnull=True), name="dispatch_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"


class Seal(models.Model):
    """A batch of events in the hash chain; `chained` rests on every event sealed until then."""

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64, help_text="Of the Merkle tree over its events.")
    chained = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(name="seal_of_something", condition=Q(size__gte=1))]

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealedEvent(models.Model):
    """An event's place in its seal, with the hash of the fact it is about; never changed.

    Points to the event without a constraint, so that an event taken away can still be named.
    """

    event = models.OneToOneField(
        Event, models.DO_NOTHING, db_constraint=False, related_name="sealed"
    )
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="events")
    place = models.PositiveIntegerField()
    fact = models.CharField(max_length=64, blank=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ["seal", "place"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "place"], name="sealed_event_place_once"),
        ]

    def __str__(self) -> str:
        return f"event {self.event_id}"


class DailyRoot(models.Model):
    """The root of a day as it was published: what the last seal made until its end hands on.

    Days are those of UTC. Whoever kept a root can show that the journal was not made anew since.
    """

    day = models.DateField(unique=True)
    seal = models.OneToOneField(Seal, models.PROTECT, related_name="daily_root")
    root = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.root}"
