"""What a person has read and completed."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from courses.attempts.models import Result, ResultWithdrawal
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


class CompletionQuerySet(models.QuerySet):
    def standing(self):
        """Those that no withdrawal was recorded for."""
        return self.filter(withdrawal__isnull=True)

    def standing_on(self, day: date):
        """Of each thing completed the first that no withdrawal had taken out by that day (R10).

        A further one stands only from the day on which those before it are withdrawn, so that what
        was reported as of an earlier day stays as it was.
        """
        left = self.exclude(withdrawal__effective_on__lte=day)
        same = {name: OuterRef(name) for name in self.model.OF}  # type: ignore[attr-defined]
        everything = self.model.objects.all()  # type: ignore[attr-defined]
        before = everything.filter(number__lt=OuterRef("number"), **same)
        return left.exclude(Exists(before.exclude(withdrawal__effective_on__lte=day)))


class ModuleCompletion(models.Model):
    """The test of a module was passed within an enrolment; the first pass counts (R10).

    Where its result was withdrawn, another pass makes a further one; `number` keeps them apart.
    """

    OF = ("enrolment", "module")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="module_completions")
    module = models.ForeignKey(ModulePage, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    result = models.OneToOneField(Result, models.PROTECT, related_name="module_completion")
    completed_at = models.DateTimeField()

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["completed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module", "number"], name="module_completed_once"
            ),
            models.CheckConstraint(
                name="module_completion_counts_from_1", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.module}"


class ProgrammeCompletion(models.Model):
    """Everything that the enrolment's role asks for is complete: one trained participation.

    `completed_at` is when the last condition was met (R7). Of several, the first that is not
    withdrawn stands.
    """

    OF = ("enrolment",)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="programme_completions")
    number = models.PositiveSmallIntegerField(default=1)
    completed_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField(help_text="From when on it was known here.")

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["completed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "number"], name="programme_completed_once"
            ),
            models.CheckConstraint(
                name="programme_completion_counts_from_1", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="programme_completion_known_once_there",
                condition=Q(recorded_at__gte=F("completed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} completed"


class ModuleWithdrawal(models.Model):
    """A module completion no longer counts from a day on, as its result was withdrawn (R10)."""

    completion = models.OneToOneField(ModuleCompletion, models.PROTECT, related_name="withdrawal")
    cause = models.ForeignKey(ResultWithdrawal, models.PROTECT, related_name="module_withdrawals")
    effective_on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.completion} withdrawn"


class ProgrammeWithdrawal(models.Model):
    """A programme completion no longer counts from a day on, as a test it rested on was withdrawn."""

    completion = models.OneToOneField(
        ProgrammeCompletion, models.PROTECT, related_name="withdrawal"
    )
    cause = models.ForeignKey(
        ResultWithdrawal, models.PROTECT, related_name="programme_withdrawals"
    )
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(help_text="From when on it was known here.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.completion} withdrawn"
