"""Counting rules, named and versioned, and the completed places that they count."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from certification.evidence.models import EvidenceGap, EvidenceLoss
from certification.records.models import RecordVersion
from courses.assessments.models import time_zone
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.known import known_before
from lms.people.models import Organisation, Region


def trainings() -> list[str]:
    return ["training"]


def levels_by_country(value: Any) -> None:
    """Two letters of a country, and a level of NUTS from 0 to 3."""
    is_told = isinstance(value, dict) and all(
        len(country) == 2 and country.isalpha() and level in (0, 1, 2, 3)
        for country, level in value.items()
    )
    if not is_told:
        raise ValidationError(_("Levels of NUTS are told by country, such as DE 1."))


class CountingRule(models.Model):
    """A named way to count (R11); versions are appended, so a figure can name the one it used.

    It says of imported past trainings what “trained” means: which activities train (R8), the share
    of the scheduled minutes (R6), whether a passed assessment is asked (R5); a place in a delivery
    of this site is completed as its delivery asks. Then what one unit is and how often it counts,
    in which zone (R26), whether a project must pay for the place (R13, R29), at which level of NUTS
    a country is told where that is not 2, which of a record may not be missing in a breakdown (R19), and below which number public views hide a cell (R20).
    """

    class Unit(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    class Uniqueness(models.TextChoices):
        EVER = "ever", _("each once")
        YEAR = "year", _("each once a year")
        PROJECT = "project", _("each once in each project")
        PARTICIPATION = "participation", _("each completed participation")

    class Attribution(models.TextChoices):
        ENROLMENT = "enrolment", _("country and region noted at enrolment")
        SEAT = "seat", _("seat of the organisation at enrolment")

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("the rule in words"))
    activities = models.JSONField(_("activities that train"), default=trainings)
    attendance_percent = models.DecimalField(
        _("share of the scheduled minutes in per cent"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    asks_assessment = models.BooleanField(_("asks for a passed assessment"), default=True)
    unit = models.CharField(_("what counts"), max_length=12, choices=Unit, default=Unit.PERSON)
    uniqueness = models.CharField(_("counted"), max_length=15, choices=Uniqueness)
    attribution = models.CharField(
        _("country and region"), max_length=9, choices=Attribution, default=Attribution.ENROLMENT
    )
    asks_project = models.BooleanField(
        _("only places that a project pays for, within its period"), default=False
    )
    levels = models.JSONField(
        _("levels of NUTS by country"), default=dict, blank=True, validators=[levels_by_country]
    )
    compulsory = models.JSONField(_("must be there in breakdowns"), default=list, blank=True)
    fewest_shown = models.PositiveSmallIntegerField(
        _("smaller cells are hidden in public"), default=5
    )
    zone = models.CharField(_("time zone"), max_length=60, validators=[time_zone])

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="counting_rule_once"),
            models.CheckConstraint(
                name="counting_rule_uniqueness_known",
                condition=Q(uniqueness__in=["ever", "year", "project", "participation"]),
            ),
            models.CheckConstraint(
                name="counting_rule_unit_known",
                condition=Q(unit__in=["person", "organisation"]),
            ),
            models.CheckConstraint(
                name="counting_rule_attribution_known",
                condition=Q(attribution__in=["enrolment", "seat"]),
            ),
            models.CheckConstraint(
                name="counting_rule_share", condition=Q(attendance_percent__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class PlaceThatMayCount(models.Model):
    """A place that may count: completed in a delivery of this site, or imported.

    One of `enrolment` and `version` is there. `completed_at` is when the last condition was met
    (R7). `left_on` is the day of its withdrawal, and from `stands_from` on it stands in for one
    that was withdrawn before (R10). What is said of it was known from `known_from` until
    `known_until`, if it was corrected since, and its withdrawal from `left_known_from`. `place` is shared by imported results of the same person in
    the same training, of which one counts; `turn` decides between equals.
    """

    enrolment = models.ForeignKey(Enrolment, models.DO_NOTHING, null=True, related_name="+")
    version = models.ForeignKey(RecordVersion, models.DO_NOTHING, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=10, choices=Enrolment.Role)
    project = models.ForeignKey(Project, models.DO_NOTHING, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, null=True, related_name="+")
    region = models.ForeignKey(Region, models.DO_NOTHING, null=True, related_name="+")
    country = models.CharField(max_length=2)
    activity = models.CharField(max_length=60)
    scheduled_minutes = models.PositiveIntegerField(null=True)
    attended_minutes = models.PositiveIntegerField(null=True)
    assessment = models.CharField(max_length=6)
    completed_at = models.DateTimeField()
    left_on = models.DateField(null=True)
    stands_from = models.DateField(null=True)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    left_known_from = models.DateTimeField(null=True)
    place = models.CharField(max_length=200)
    turn = models.CharField(max_length=200)

    class Meta:
        abstract = True
        ordering = ["completed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.completed_at:%Y-%m-%d}"

    @property
    def enrolled_on(self) -> date | datetime | None:
        if self.version is not None:
            return self.version.enrolled_on
        return self.enrolment.enrolled_at if self.enrolment else None


class CompletedPlace(PlaceThatMayCount):
    """Each place once, of who the person is now known to be (R1); a view in SQL."""

    is_evidenced = models.BooleanField()

    class Meta(PlaceThatMayCount.Meta):
        abstract = False
        managed = False
        db_table = "certification_completedplace"


class CompletedPlaceThenQuerySet(models.QuerySet):
    def known_before(self, bound: datetime) -> "CompletedPlaceThenQuerySet":
        """Each place once, of whom its person was then known to be (R1), evidenced as far as was known (R64)."""
        stood = known_before(bound, since="known_from", until="known_until")
        gaps = EvidenceGap.objects.order_by().filter(stood)
        losses = EvidenceLoss.objects.order_by().standing(bound)
        told = losses.filter(record_evidence__versions__isnull=False)
        is_lost = Q(enrolment__in=gaps.values("enrolment"))
        is_lost |= Q(version__in=told.values("record_evidence__versions"))
        return self.filter(
            Q(person_from__isnull=True) | Q(person_from__lt=bound),
            Q(person_until__isnull=True) | Q(person_until__gte=bound),
        ).annotate(
            is_evidenced=Case(
                When(is_lost, then=False),
                default="has_evidence",
                output_field=models.BooleanField(),
            )
        )


class CompletedPlaceThen(PlaceThatMayCount):
    """Each place once for everybody its person was known to be, with the span of it; a view in SQL.

    Keys and everything else are those of `CompletedPlace`, so a key stands once for each span.
    Whether its evidence was lost is not asked yet: `known_before` adds `is_evidenced`.
    """

    has_evidence = models.BooleanField()
    person_from = models.DateTimeField(null=True)
    person_until = models.DateTimeField(null=True)

    objects = CompletedPlaceThenQuerySet.as_manager()

    class Meta(PlaceThatMayCount.Meta):
        abstract = False
        managed = False
        db_table = "certification_completedplacethen"


class Summary(models.Model):
    """The units of a rule by country and month, as they were known at a moment.

    Kept for pages that would wait for seconds; made again every few minutes. `lines` are those of
    `summaries.Line`.
    """

    rule = models.ForeignKey(CountingRule, models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Enrolment.Role, blank=True)
    as_of = models.DateField()
    known_at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    lines = models.JSONField()

    class Meta:
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(fields=["rule", "role", "as_of"], name="summary_once"),
            models.CheckConstraint(
                name="summary_role_known", condition=Q(role__in=["", "manager", "instructor"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.role}, {self.as_of}"
