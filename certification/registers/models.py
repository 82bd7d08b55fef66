"""What people add to their entry in a public register: the languages that they teach in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class TeachingLanguageQuerySet(models.QuerySet):
    def current(self) -> "TeachingLanguageQuerySet":
        return self.filter(ended_at__isnull=True)


class TeachingLanguage(models.Model):
    """A language that a person gives as one they teach in; ended, never deleted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="teaching_languages"
    )
    language = models.CharField(max_length=2)  # ISO 639-1
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TeachingLanguageQuerySet.as_manager()

    class Meta:
        ordering = ["language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "language"],
                condition=Q(ended_at__isnull=True),
                name="teaching_language_once",
            ),
            models.CheckConstraint(
                name="teaching_language_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("said_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.language}"
