"""Who takes part in a programme, for which role, and for whom they count."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Project
from lms.people.models import Organisation, Region


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, person) -> "EnrolmentQuerySet":
        return self.filter(person=person)


class Enrolment(models.Model):
    """A person's place in a programme.

    Project, organisation, region and country are as they were on the day of enrolment and are
    never changed afterwards (R13, R21, R22). Empty country: not attributable (R19).
    """

    class Role(models.TextChoices):
        MANAGER = "manager", _("cluster manager")
        INSTRUCTOR = "instructor", _("instructor")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey(ProgrammePage, models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=Role)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    enrolled_at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at", "-pk"]
        indexes = [models.Index(fields=["role", "country"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "role", "project"],
                condition=Q(project__isnull=False),
                name="enrolment_once_per_project",
            ),
            models.UniqueConstraint(
                fields=["person", "programme", "role"],
                condition=Q(project__isnull=True),
                name="enrolment_once_without_project",
            ),
            models.CheckConstraint(
                name="enrolment_role_known", condition=Q(role__in=["manager", "instructor"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.programme}"
