"""Assessments and their designs: how a test is drawn, timed, marked and passed."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.assessments.models.bank import QuestionBank


def settings_zone() -> str:
    return settings.TIME_ZONE


def time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (LookupError, ValueError, OSError):
        problem = _("There is no time zone “%(value)s”.")
        raise ValidationError(problem, params={"value": value}) from None


class Assessment(models.Model):
    """A test through all its designs; an attempt keeps the design that it started with."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, related_name="assessments", verbose_name=_("bank")
    )
    design = models.OneToOneField(
        "courses.AssessmentDesign", models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self) -> str:
        return self.title

    @property
    def taught_in(self):
        """The module that it closes, or in which it is for practice; None where it is in none."""
        return getattr(self, "module", None) or getattr(self, "practised_in", None)


class AssessmentDesign(models.Model):
    """How a test is drawn, timed, marked and passed, from one edit to the next; appended.

    `sections`, `outcomes` and `bands` are read by `courses.assessments.designs`.
    """

    class Purpose(models.TextChoices):
        SUMMATIVE = "summative", _("summative: its result counts")
        FORMATIVE = "formative", _("formative: for practice")

    class Counting(models.TextChoices):
        BEST = "best", _("the best result")
        LAST = "last", _("the last result")
        FIRST = "first", _("the first result")

    class Layout(models.TextChoices):
        ALL = "all", _("all questions on one page")
        ONE = "one", _("one question a page")

    class Release(models.TextChoices):
        AT_ONCE = "at once", _("as soon as everything is marked")
        BY_EXAMINER = "by examiner", _("when an examiner releases it")

    class Shown(models.TextChoices):
        AT_ONCE = "at once", _("with the result")
        AT_END = "at the end", _("after a pass or the last attempt")
        AFTER_CLOSING = "after closing", _("after the closing date")
        NEVER = "never", _("never")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="designs")
    number = models.PositiveIntegerField()
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose, default=Purpose.SUMMATIVE
    )
    sections = models.JSONField(_("sections"))
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    bands = models.JSONField(_("feedback on the whole"), default=list, blank=True)
    pass_percent = models.DecimalField(
        _("pass mark in per cent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    zone = models.CharField(
        _("time zone"), max_length=60, default=settings_zone, validators=[time_zone]
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("minutes of breaks"),
        default=0,
        help_text=_("The clock stands still in a break, up to these minutes in all."),
    )
    attempts_max = models.PositiveSmallIntegerField(
        _("attempts allowed"), validators=[MinValueValidator(1)]
    )
    resit_wait_days = models.PositiveSmallIntegerField(_("days between attempts"), default=0)
    counting = models.CharField(
        _("which attempt counts"), max_length=5, choices=Counting, default=Counting.BEST
    )
    shuffles_questions = models.BooleanField(_("shuffle the questions"), default=True)
    layout = models.CharField(_("layout"), max_length=3, choices=Layout, default=Layout.ALL)
    asks_certainty = models.BooleanField(_("ask how certain the learner is"), default=False)
    start_code = models.CharField(_("start code"), max_length=40, blank=True)
    shows_marks = models.CharField(
        _("marks are shown"), max_length=13, choices=Shown, default=Shown.AT_ONCE
    )
    shows_feedback = models.CharField(
        _("feedback is shown"), max_length=13, choices=Shown, default=Shown.AT_ONCE
    )
    shows_key = models.CharField(
        _("right answers are shown"), max_length=13, choices=Shown, default=Shown.AT_END
    )
    release = models.CharField(
        _("result is confirmed"), max_length=11, choices=Release, default=Release.AT_ONCE
    )
    markers_needed = models.PositiveSmallIntegerField(
        _("markers of open answers"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
    )
    moderation_margin = models.DecimalField(
        _("largest difference of two markers, in per cent of the points"),
        max_digits=5,
        decimal_places=2,
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_anonymous = models.BooleanField(_("markers do not see names"), default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["assessment", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="design_number_once"),
            models.CheckConstraint(name="design_counts_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="design_pass_percent", condition=Q(pass_percent__range=(0, 100))
            ),
            models.CheckConstraint(
                name="design_one_attempt_at_least", condition=Q(attempts_max__gte=1)
            ),
            models.CheckConstraint(
                name="design_time_limit_positive",
                condition=Q(time_limit_minutes__isnull=True) | Q(time_limit_minutes__gte=1),
            ),
            models.CheckConstraint(
                name="design_closes_after_it_opens",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="design_certainty_only_formative",
                condition=Q(asks_certainty=False) | Q(purpose="formative"),
            ),
            models.CheckConstraint(
                name="design_one_or_two_markers", condition=Q(markers_needed__in=[1, 2])
            ),
            models.CheckConstraint(
                name="design_moderation_margin", condition=Q(moderation_margin__range=(0, 100))
            ),
            models.CheckConstraint(
                name="design_choices_known",
                condition=Q(purpose__in=["summative", "formative"])
                & Q(counting__in=["best", "last", "first"])
                & Q(layout__in=["all", "one"])
                & Q(release__in=["at once", "by examiner"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.code} design {self.number}"

    @property
    def counts(self) -> bool:
        """Whether a pass completes something."""
        return self.purpose == self.Purpose.SUMMATIVE
