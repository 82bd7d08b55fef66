"""What a person has read and completed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from courses.attempts.models import Result
from courses.catalogue.models import LessonPage, ModulePage
from courses.enrolment.models import Enrolment


class LessonEntry(models.Model):
    """A lesson was opened, or completed, in one revision of its page.

    Who opened a lesson keeps reading that revision until a newer one is asked for, so an
    author's edit does not disturb a running learner.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        COMPLETED = "completed", _("completed")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lesson_entries")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["enrolment", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson"],
                condition=Q(kind="completed"),
                name="lesson_completed_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "revision"],
                condition=Q(kind="opened"),
                name="lesson_opened_once_per_revision",
            ),
            models.CheckConstraint(
                name="lesson_entry_kind_known", condition=Q(kind__in=["opened", "completed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.lesson} {self.kind}"


class ModuleCompletion(models.Model):
    """The test of a module was passed within an enrolment; the first pass counts (R10)."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="module_completions")
    module = models.ForeignKey(ModulePage, models.PROTECT, related_name="+")
    result = models.OneToOneField(Result, models.PROTECT, related_name="module_completion")
    completed_at = models.DateTimeField()

    class Meta:
        ordering = ["completed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module"], name="module_completed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.module}"


class ProgrammeCompletion(models.Model):
    """Everything that the enrolment's role asks for is complete: one trained participation.

    `completed_at` is when the last condition was met (R7).
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="programme_completion")
    completed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["completed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment} completed"
