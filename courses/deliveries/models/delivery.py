"""Cohorts and trainings with their dated sessions, and who does what in them."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import time_zone
from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.models.rights import Project, TeachingAuthority
from lms.people.models import Organisation


class DeliveryTemplate(models.Model):
    """A timetable to begin with: weeks, sessions, field project; `timetable` is read by `timetables`."""

    class Kind(models.TextChoices):
        COHORT = "cohort", _("cohort of the programme")
        TRAINING = "training", _("training in a region")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    programme = models.ForeignKey(ProgrammePage, models.PROTECT, related_name="templates")
    timetable = models.JSONField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="template_kind_known", condition=Q(kind__in=["cohort", "training"])
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DeliveryQuerySet(models.QuerySet):
    def standing(self) -> "DeliveryQuerySet":
        """Those that are not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def closed(self) -> "DeliveryQuerySet":
        return self.standing().filter(closed_at__isnull=False)


class Delivery(models.Model):
    """A cohort of the programme or a training in a region.

    It freezes what its completion asks when it opens, so later edits do not move the goalposts. It
    has one counting project (R13); the places of its participants may be paid by others.
    """

    class Activity(models.TextChoices):
        TRAINING = "training", _("training")
        INFORMATION = "information", _("information event or conference")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=DeliveryTemplate.Kind)
    activity = models.CharField(
        _("activity"),
        max_length=11,
        choices=Activity,
        default=Activity.TRAINING,
        help_text=_("Information events never count as training (R8)."),
    )
    programme = models.ForeignKey(ProgrammePage, models.PROTECT, related_name="deliveries")
    template = models.ForeignKey(DeliveryTemplate, models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=12, default="en")
    zone = models.CharField(_("time zone"), max_length=60, validators=[time_zone])
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("host organisation")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("counting project"),
    )
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    online_link = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    attendance_percent = models.DecimalField(
        _("attendance asked in per cent"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    has_field_project = models.BooleanField(_("with a field project"), default=False)
    lists_lock_after_days = models.PositiveSmallIntegerField(
        _("attendance lists lock after days"), default=14
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                name="delivery_kind_known", condition=Q(kind__in=["cohort", "training"])
            ),
            models.CheckConstraint(
                name="delivery_activity_known",
                condition=Q(activity__in=["training", "information"]),
            ),
            models.CheckConstraint(
                name="delivery_capacity_positive", condition=Q(capacity__range=(1, 1000))
            ),
            models.CheckConstraint(
                name="delivery_attendance_percent", condition=Q(attendance_percent__range=(0, 100))
            ),
            models.CheckConstraint(
                name="delivery_closed_or_cancelled",
                condition=Q(closed_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="delivery_closed_was_open",
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(models.QuerySet):
    def standing(self) -> "SessionQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def required(self) -> "SessionQuerySet":
        """What attendance is measured by: mandatory and not cancelled (R6)."""
        return self.standing().filter(is_mandatory=True)


class Session(models.Model):
    """A dated piece of a delivery. `minutes` are those scheduled, whatever the clocks do that night."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="sessions")
    week = models.PositiveSmallIntegerField(_("in-class week"), default=1)
    title = models.CharField(_("title"), max_length=255)
    module = models.ForeignKey(
        ModulePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("module"),
    )
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    zone = models.CharField(_("time zone"), max_length=60, validators=[time_zone])
    place = models.CharField(_("place"), max_length=255, blank=True)
    online_link = models.URLField(_("link"), max_length=500, blank=True)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    check_in_secret = models.CharField(max_length=64, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="session_minutes_of_a_day", condition=Q(minutes__range=(1, 1440))
            ),
            models.CheckConstraint(name="session_week_from_1", condition=Q(week__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.title}"

    @property
    def ends_at(self) -> datetime:
        """An instant: minutes are counted, not hands of a clock."""

        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        """The day on which it starts, where it is held (R26)."""

        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


class SessionRoleQuerySet(models.QuerySet):
    def current(self) -> "SessionRoleQuerySet":
        return self.filter(ended_at__isnull=True)

    def teaching(self) -> "SessionRoleQuerySet":
        return self.current().filter(role__in=SessionRole.TEACHING)


class SessionRole(models.Model):
    """What a person does in a session; ended, never deleted (R35)."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        CO_TRAINER = "co-trainer", _("co-trainer")
        TUTOR = "tutor", _("tutor")
        OBSERVER = "observer", _("observer")
        GUEST = "guest", _("guest")

    TEACHING = ("lead", "co-trainer")

    session = models.ForeignKey(Session, models.PROTECT, related_name="roles")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="session_roles"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SessionRoleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(ended_at__isnull=True),
                name="session_role_once",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(ended_at__isnull=True, role="lead"),
                name="session_one_lead",
            ),
            models.CheckConstraint(
                name="session_role_known",
                condition=Q(role__in=["lead", "co-trainer", "tutor", "observer", "guest"]),
            ),
            models.CheckConstraint(
                name="session_role_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.person}, {self.get_role_display()}"


class SessionRight(models.Model):
    """By which right a person taught a session, as it was on its day; appended (R31, R32).

    Without an authority the session is flagged; participants lose nothing (R32, R33).
    """

    role = models.ForeignKey(SessionRole, models.PROTECT, related_name="rights")
    authority = models.ForeignKey(TeachingAuthority, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    on = models.DateField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="session_right_or_reason",
                condition=Q(authority__isnull=False) & ~Q(source="")
                | Q(authority__isnull=True) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.source or self.reason}"


class DeliveryCorrection(models.Model):
    """What was added to a closed delivery, and why (R27)."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="corrections")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="delivery_correction_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.at:%Y-%m-%d}"


class CalendarFeed(models.Model):
    """The secret address of a person's calendar; another one when it was given away."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="calendar_feed_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
