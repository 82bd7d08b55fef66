"""Long work with progress: asked for, worked in steps by the outbox, left and come back to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.private_files import private


def place_of_file(job: "Job", name: str) -> str:
    """Away from the name that was sent."""
    return f"jobs/{job.uid}"


class Job(models.Model):
    """One piece of long work; `kind` says who works it, `about` on what.

    `key` makes it one, however often it is asked for. It ends with a result, or with the reason why
    it failed; then nothing of its last step was written.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=60)
    about = models.JSONField(default=dict)
    file = models.FileField(upload_to=place_of_file, storage=private, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="job_done_of_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="job_failure_when_finished",
                condition=Q(failure="") | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def has_succeeded(self) -> bool:
        return self.finished_at is not None and not self.failure
