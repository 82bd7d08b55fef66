"""Who was given which paper to mark, and appeals against marks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.attempts.models import AttemptQuestion, Mark


class AllocationQuerySet(models.QuerySet):
    def current(self) -> "AllocationQuerySet":
        return self.filter(ended_at__isnull=True)


class Allocation(models.Model):
    """An answer was given to a person to mark; ended when it is given back, never deleted."""

    class Part(models.TextChoices):
        FIRST = "first", _("first marker")
        SECOND = "second", _("second marker")
        MODERATOR = "moderator", _("moderator")

    question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="allocations")
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="marking_allocations"
    )
    part = models.CharField(max_length=9, choices=Part)
    allocated_at = models.DateTimeField()
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["allocated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "part"],
                condition=Q(ended_at__isnull=True),
                name="allocation_part_once",
            ),
            models.UniqueConstraint(
                fields=["question", "marker"],
                condition=Q(ended_at__isnull=True),
                name="allocation_marker_once",
            ),
            models.CheckConstraint(
                name="allocation_part_known",
                condition=Q(part__in=["first", "second", "moderator"]),
            ),
            models.CheckConstraint(
                name="allocation_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("allocated_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.marker}, {self.get_part_display()}"


class MarkAppeal(models.Model):
    """A learner asks for one answer to be marked again by somebody else; one appeal an answer."""

    question = models.OneToOneField(AttemptQuestion, models.PROTECT, related_name="appeal")
    reason = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(name="mark_appeal_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.opened_at:%Y-%m-%d}"


class MarkAppealDecision(models.Model):
    """What came of an appeal, by somebody who had not marked the answer (R50)."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("the mark is changed")
        DISMISSED = "dismissed", _("the mark stands")

    appeal = models.OneToOneField(MarkAppeal, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=9, choices=Outcome)
    answer = models.TextField()
    mark = models.OneToOneField(Mark, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mark_appeal_upheld_has_mark",
                condition=Q(outcome="upheld", mark__isnull=False)
                | Q(outcome="dismissed", mark__isnull=True),
            ),
            models.CheckConstraint(name="mark_appeal_has_answer", condition=~Q(answer="")),
        ]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.outcome}"
