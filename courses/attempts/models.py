"""What a person did in an assessment: appended steps, marks with their reasons, one result."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import Assessment, QuestionVersion
from courses.enrolment.models import Enrolment


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, person) -> "AttemptQuerySet":
        return self.filter(enrolment__person=person)

    def overdue(self, now) -> "AttemptQuerySet":
        return self.filter(deadline_at__lt=now, submitted_at__isnull=True)


class Attempt(models.Model):
    """One sitting of an assessment, with the settings that held when it began."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(help_text="Draw and shuffling follow from it.")
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2)
    module_revision_id = models.BigIntegerField(
        null=True, help_text="The revision of the module page that was live at the start."
    )
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "assessment", "number"], name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment"],
                condition=Q(submitted_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(name="attempt_counts_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="attempt_deadline_after_start",
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} #{self.number}"


class AttemptQuestion(models.Model):
    """A question version that was drawn for an attempt, at its place."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="drawn")
    points = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="attempt_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.position}"


class Step(models.Model):
    """One appended action of an attempt. The last answer to a question is the one that counts.

    `key` is made by the browser for each save, so a repeated request adds nothing.
    """

    class Kind(models.TextChoices):
        ANSWERED = "answered", _("answered")
        SUBMITTED = "submitted", _("submitted")
        TIMED_OUT = "timed out", _("submitted by the clock")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    question = models.ForeignKey(AttemptQuestion, models.PROTECT, null=True, related_name="steps")
    response = models.JSONField(null=True)
    key = models.UUIDField()
    window = models.CharField(
        max_length=36, blank=True, help_text="Which tab or device it came from."
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "key"], name="step_key_once"),
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(kind__in=["submitted", "timed out"]),
                name="step_one_submission",
            ),
            models.CheckConstraint(
                name="step_answer_has_question",
                condition=(
                    Q(kind="answered", question__isnull=False)
                    | Q(kind__in=["submitted", "timed out"], question__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.kind}"

    def says(self, question: AttemptQuestion, response) -> bool:
        """Whether this step is that answer to that question."""
        return self.question_id == question.pk and self.response == response


class Mark(models.Model):
    """Points for one answer with the reason; a later mark stands over an earlier one."""

    question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="marks")
    points = models.DecimalField(max_digits=8, decimal_places=4)
    explanation = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: marked by rule.",
    )
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(marked_by__isnull=True), name="mark_by_rule_once"
            ),
            models.CheckConstraint(name="mark_not_negative", condition=Q(points__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.points}"


class Result(models.Model):
    """Passed or not, recorded once, as soon as no mark still to come could change it."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="result")
    is_passed = models.BooleanField()
    points = models.DecimalField(max_digits=8, decimal_places=4)
    maximum = models.DecimalField(max_digits=8, decimal_places=2)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_within_maximum",
                condition=Q(points__gte=0) & Q(points__lte=F("maximum")) & Q(maximum__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {'passed' if self.is_passed else 'not passed'}"
