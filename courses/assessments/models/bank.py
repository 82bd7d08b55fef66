"""The question bank: questions, their versions, and who approved them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager


class QuestionBank(models.Model):
    """A named pool of questions, usually those of one module."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=255)
    needs_review = models.BooleanField(
        _("review before use"),
        default=False,
        help_text=_("A new version is drawn only after somebody else has approved it."),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Question(models.Model):
    """A question through all its versions; attempts point to versions, never here.

    Category, tags and difficulty say where it is filed, so they may change without a new version.
    `current` is the newest version, `usable` the one that is drawn: the newest approved one where
    the bank asks for a review.
    """

    class Difficulty(models.TextChoices):
        EASY = "easy", _("easy")
        MEDIUM = "medium", _("medium")
        HARD = "hard", _("hard")

    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("bank")
    )
    code = models.SlugField(_("code"), max_length=40, unique=True)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Retired questions are no longer drawn.")
    )
    category = models.CharField(
        _("category"),
        max_length=200,
        blank=True,
        help_text=_("Parts of a path with slashes, for instance Finance/Budgets."),
    )
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, blank=True)
    tags = TaggableManager(verbose_name=_("tags"), blank=True)
    current = models.OneToOneField(
        "courses.QuestionVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )
    usable = models.OneToOneField(
        "courses.QuestionVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                name="question_difficulty_known",
                condition=Q(difficulty__in=["", "easy", "medium", "hard"]),
            ),
        ]

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
        HOT_SPOT = "hot spot", _("hot spot on a picture")
        DRAG_INTO_GAPS = "drag into gaps", _("drag into gaps")
        STATEMENT_MATRIX = "statement matrix", _("matrix of statements")
        FORMULA = "formula", _("formula with variables")
        FILE_UPLOAD = "file upload", _("file upload")
        ESSAY = "essay", _("essay")
        CASE_STUDY = "case study", _("case study")

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
    penalty = models.DecimalField(
        _("penalty for guessing"),
        max_digits=4,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "What a wrong part costs, as a share of what a right one earns. 0: guessing costs nothing."
        ),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
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
                name="question_penalty_is_a_share", condition=Q(penalty__range=(0, 1))
            ),
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
                        "hot spot",
                        "drag into gaps",
                        "statement matrix",
                        "formula",
                        "file upload",
                        "essay",
                        "case study",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question.code} v{self.number}"


class QuestionReview(models.Model):
    """Somebody else than its author judged a version; appended, the last one stands."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=8, choices=Verdict)
    comment = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="question_review_verdict_known",
                condition=Q(verdict__in=["approved", "returned"]),
            ),
            models.CheckConstraint(
                name="question_return_has_comment",
                condition=Q(verdict="approved") | ~Q(comment=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.verdict}"
