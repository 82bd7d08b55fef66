"""What a grant agreement promises: so many people of a role, from somewhere, by some day."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.people.models import Region


class TargetQuerySet(models.QuerySet):
    def standing(self) -> "TargetQuerySet":
        return self.filter(ended_at__isnull=True)


class Target(models.Model):
    """A target as the grant agreement words it; changed by ending it and adding another.

    Empty country and region: anywhere. A region holds those below it, by its code. Empty programme:
    any. Empty days: the eligible period of the project; both days count.
    """

    class Mode(models.TextChoices):
        ANY = "any", _("any")
        ROOM = "room", _("in person")
        ONLINE = "online", _("online")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="targets")
    words = models.TextField(_("in the words of the grant agreement"))
    role = models.CharField(_("role"), max_length=10, choices=Enrolment.Role)
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"), related_name="+"
    )
    programme = models.ForeignKey(
        ProgrammePage,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("programme"),
        related_name="+",
    )
    mode = models.CharField(_("given"), max_length=6, choices=Mode, default=Mode.ANY)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    rule_code = models.SlugField(_("counting rule"), max_length=60)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.TextField(blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(name="target_of_somebody", condition=Q(number__gte=1)),
            models.CheckConstraint(name="target_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="target_role_known", condition=Q(role__in=["manager", "instructor"])
            ),
            models.CheckConstraint(
                name="target_mode_known", condition=Q(mode__in=["any", "room", "online"])
            ),
            models.CheckConstraint(
                name="target_country_or_region", condition=Q(country="") | Q(region__isnull=True)
            ),
            models.CheckConstraint(
                name="target_days_forward",
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="target_ends_with_a_reason",
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__gte=F("added_at")) & ~Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.code}: {self.number} {self.get_role_display()}"

    @property
    def first(self):
        return self.first_day or self.project.starts_on

    @property
    def last(self):
        return self.last_day or self.project.ends_on
