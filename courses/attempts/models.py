"""What a person did in an assessment: appended steps, marks with their reasons, one result."""

import uuid
from fractions import Fraction
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import Assessment, AssessmentDesign, QuestionVersion
from courses.assessments.question_types import type_of
from courses.enrolment.models import Enrolment
from lms.private_files import private


def place_of_answer_file(file: "AnswerFile", name: str) -> str:
    """Away from the name that was sent; the ending stays."""
    ending = PurePath(name).suffix.lower()
    return f"answers/{file.question.attempt.uid}/{uuid.uuid4()}{ending}"


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, person) -> "AttemptQuerySet":
        return self.filter(enrolment__person__in=person.selves)

    def overdue(self, now) -> "AttemptQuerySet":
        return self.filter(deadline_at__lt=now, submitted_at__isnull=True)


class Attempt(models.Model):
    """One sitting of an assessment, under the design that held when it began.

    `result` is the newest of its results; `deadline_at` moves only by breaks.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="attempts")
    design = models.ForeignKey(AssessmentDesign, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(help_text="Draw and shuffling follow from it.")
    module_revision_id = models.BigIntegerField(
        null=True, help_text="The revision of the module page that was live at the start."
    )
    repeated = models.PositiveSmallIntegerField(
        default=0, help_text="Questions asked in an earlier attempt, as the bank had no others."
    )
    break_minutes = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    result = models.OneToOneField("courses.Result", models.PROTECT, null=True, related_name="+")

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
    section = models.PositiveSmallIntegerField(default=1)
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

    @property
    def seed(self) -> str:
        """What shuffles and names the parts of this question; another one at each place."""
        return f"{self.attempt.seed}:{self.position}"

    @property
    def asks_certainty(self) -> bool:
        """Where the test asks; never where a person marks, since it would change nothing there."""
        kind = type_of(self.version.type)
        return self.attempt.design.asks_certainty and kind.is_closed(self.version.content)


class Step(models.Model):
    """One appended action of an attempt. The last answer to a question is the one that counts.

    `key` is made by the browser for each save, so a repeated request adds nothing.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened in a window")
        ANSWERED = "answered", _("answered")
        FLAGGED = "flagged", _("flagged to return to")
        UNFLAGGED = "unflagged", _("flag taken away")
        PAUSED = "paused", _("break begun")
        RESUMED = "resumed", _("break ended")
        SUBMITTED = "submitted", _("submitted")
        TIMED_OUT = "timed out", _("submitted by the clock")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    question = models.ForeignKey(AttemptQuestion, models.PROTECT, null=True, related_name="steps")
    response = models.JSONField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True)
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
                    Q(kind__in=["answered", "flagged", "unflagged"], question__isnull=False)
                    | Q(
                        kind__in=["opened", "paused", "resumed", "submitted", "timed out"],
                        question__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="step_certainty_from_1_to_3",
                condition=Q(certainty__isnull=True) | Q(certainty__in=[1, 2, 3]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.kind}"

    def says(self, question: AttemptQuestion, response, certainty: int | None = None) -> bool:
        """Whether this step is that answer to that question, as certain."""
        said = (self.question_id, self.response, self.certainty)
        return said == (question.pk, response, certainty)


class AnswerFile(models.Model):
    """A file handed in with an answer; kept even where a later answer leaves it out."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=place_of_answer_file, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.UUIDField(help_text="Made by the browser, so a repeated upload adds nothing.")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only its hash is kept (R58, R59)."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="answer_file_key_once"),
            models.CheckConstraint(name="answer_file_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Accommodation(models.Model):
    """More time, attempts or breaks for one person, for one assessment or all (R61).

    It holds for resits too. Why it was given is not stored, and no report reads it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="accommodations"
    )
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True)
    extra_time_percent = models.PositiveSmallIntegerField(_("extra time in per cent"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    break_minutes = models.PositiveSmallIntegerField(_("extra minutes of breaks"), default=0)
    valid_from = models.DateField(_("from"))
    valid_through = models.DateField(_("through"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accommodation_within_reason",
                condition=Q(extra_time_percent__lte=300)
                & Q(extra_attempts__lte=20)
                & Q(break_minutes__lte=480),
            ),
            models.CheckConstraint(
                name="accommodation_gives_something",
                condition=Q(extra_time_percent__gt=0)
                | Q(extra_attempts__gt=0)
                | Q(break_minutes__gt=0),
            ),
            models.CheckConstraint(
                name="accommodation_forward",
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.assessment or _('all assessments')}"


class Regrade(models.Model):
    """A recorded run over all answers to a question whose key was found wrong (R52)."""

    class Way(models.TextChoices):
        NEW_KEY = "new key", _("mark again with the corrected key")
        FULL_POINTS = "full points", _("full points for everybody")

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="regrades")
    corrected = models.ForeignKey(QuestionVersion, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=11, choices=Way)
    reason = models.TextField()
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="regrade_new_key_has_version",
                condition=Q(way="full points", corrected__isnull=True)
                | Q(way="new key", corrected__isnull=False),
            ),
            models.CheckConstraint(name="regrade_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.way}"


class Mark(models.Model):
    """Points for one answer with the reason; appended. `rules.standing_share` says which stands."""

    class Kind(models.TextChoices):
        RULE = "rule", _("by rule")
        MARKER = "marker", _("by a marker")
        MODERATION = "moderation", _("by a moderator")
        APPEAL = "appeal", _("after an appeal")
        REGRADE = "regrade", _("after a regrade")

    question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind)
    points = models.DecimalField(max_digits=8, decimal_places=4)
    explanation = models.JSONField(
        default=dict, help_text="“share” holds the exact share of the points as a fraction."
    )
    comment = models.TextField(blank=True)
    annotations = models.JSONField(default=list)
    regrade = models.ForeignKey(Regrade, models.PROTECT, null=True, related_name="marks")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(kind="rule"), name="mark_by_rule_once"
            ),
            models.UniqueConstraint(fields=["question", "regrade"], name="mark_once_a_regrade"),
            models.CheckConstraint(
                name="mark_below_zero_only_by_penalty",
                condition=Q(points__gte=0) | Q(kind__in=["rule", "regrade"]),
            ),
            models.CheckConstraint(
                name="mark_kind_and_person",
                condition=Q(kind="rule", marked_by__isnull=True, regrade__isnull=True)
                | Q(kind="regrade", marked_by__isnull=False, regrade__isnull=False)
                | Q(
                    kind__in=["marker", "moderation", "appeal"],
                    marked_by__isnull=False,
                    regrade__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.points}"

    @property
    def share(self) -> Fraction:
        """The exact share of the question's points."""
        return Fraction(self.explanation["share"])


class Result(models.Model):
    """Passed or not, as soon as no mark still to come could change it; a later one stands over it.

    Only a regrade or an appeal adds a second result to an attempt (R52).
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    points = models.DecimalField(max_digits=8, decimal_places=4)
    maximum = models.DecimalField(max_digits=8, decimal_places=2)
    regrade = models.ForeignKey(Regrade, models.PROTECT, null=True, related_name="results")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: by rule.",
    )

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="result_number_once"),
            models.CheckConstraint(name="result_counts_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="result_within_maximum",
                condition=Q(points__gte=0) & Q(points__lte=F("maximum")) & Q(maximum__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {'passed' if self.is_passed else 'not passed'}"


class ResultWithdrawal(models.Model):
    """A result no longer counts from a day on, for misconduct (R10)."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    effective_on = models.DateField()
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="result_withdrawal_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} withdrawn"
