"""The question bank with its versions, and assessments that draw from it. Knows no learners."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QuestionBank(models.Model):
    """A named pool of questions, usually those of one module."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=255)

    class Meta:
        ordering = ["code"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Question(models.Model):
    """A question through all its versions; attempts point to versions, never here."""

    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("bank")
    )
    code = models.SlugField(_("code"), max_length=40, unique=True)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Retired questions are no longer drawn.")
    )
    current = models.OneToOneField(
        "courses.QuestionVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.code


class QuestionVersion(models.Model):
    """What a question said from one edit to the next. Rows are appended, never changed.

    `content` is the type's own part in the curriculum's format (options, pairs, items, answer …)
    and holds the key, so it never goes to a browser; see `question_types`.
    """

    class Type(models.TextChoices):
        SINGLE_CHOICE = "single choice", _("single choice")
        MULTIPLE_RESPONSE = "multiple response", _("multiple response")
        TRUE_OR_FALSE = "true or false", _("true or false")
        MATCHING = "matching", _("matching")
        ORDERING = "ordering", _("ordering")
        NUMERIC = "numeric", _("numeric")
        FILL_THE_GAP = "fill the gap", _("fill the gap")
        OPEN_ANSWER = "open answer", _("open answer")

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=Type)
    stem = models.TextField(_("question"))
    content = models.JSONField()
    feedback = models.TextField(_("feedback after the result"), blank=True)
    outcome = models.PositiveSmallIntegerField(_("learning outcome"), null=True, blank=True)
    points = models.DecimalField(
        _("points"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once"),
            models.CheckConstraint(
                name="question_version_counts_from_1", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(name="question_points_positive", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="question_type_known",
                condition=Q(
                    type__in=[
                        "single choice",
                        "multiple response",
                        "true or false",
                        "matching",
                        "ordering",
                        "numeric",
                        "fill the gap",
                        "open answer",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question.code} v{self.number}"


class Assessment(models.Model):
    """How a test is drawn, timed, limited and passed. An attempt freezes these when it starts."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, related_name="assessments", verbose_name=_("bank")
    )
    closed_questions = models.PositiveSmallIntegerField(
        _("closed questions drawn"), validators=[MaxValueValidator(200)]
    )
    open_questions = models.PositiveSmallIntegerField(
        _("open answers drawn"), default=0, validators=[MaxValueValidator(20)]
    )
    pass_percent = models.DecimalField(
        _("pass mark in per cent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    attempts_max = models.PositiveSmallIntegerField(
        _("attempts allowed"), validators=[MinValueValidator(1)]
    )
    resit_wait_days = models.PositiveSmallIntegerField(_("days between attempts"), default=0)

    class Meta:
        ordering = ["code"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(
                name="assessment_pass_percent", condition=Q(pass_percent__range=(0, 100))
            ),
            models.CheckConstraint(
                name="assessment_draws_something",
                condition=Q(closed_questions__gt=0) | Q(open_questions__gt=0),
            ),
            models.CheckConstraint(
                name="assessment_one_attempt_at_least", condition=Q(attempts_max__gte=1)
            ),
            models.CheckConstraint(
                name="assessment_time_limit_positive",
                condition=Q(time_limit_minutes__isnull=True) | Q(time_limit_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title
