"""Who takes part in a programme or delivery, for which role, and for whom they count."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Delivery, Project
from courses.enrolment import rules
from lms.people.models import Organisation, Region


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, person) -> "EnrolmentQuerySet":
        return self.filter(person__in=person.selves)

    def with_state(self) -> "EnrolmentQuerySet":
        """Each with `state`, the kind of its last step, and `state_at` (R5)."""
        last = EnrolmentStep.objects.filter(enrolment=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            state=Subquery(last.values("kind")[:1]), state_at=Subquery(last.values("at")[:1])
        )

    def in_state(self, *states: str) -> "EnrolmentQuerySet":
        return self.with_state().filter(state__in=states)

    def taking_part(self) -> "EnrolmentQuerySet":
        """Those who have a place now or had it to the end."""
        return self.in_state(*rules.TAKING_PART)

    def taken(self) -> "EnrolmentQuerySet":
        """At one's own pace, or in a delivery once enrolled there; not who only asked or waits."""
        asked = ("invited", "applied", "waiting", "declined")
        return self.with_state().exclude(state__isnull=False, state__in=asked)

    def longest_in_state(self, state: str) -> "EnrolmentQuerySet":
        return self.in_state(state).order_by("state_at", "pk")


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
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        help_text="Empty: at one's own pace.",
    )
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
                condition=Q(project__isnull=False, delivery__isnull=True),
                name="enrolment_once_per_project",
            ),
            models.UniqueConstraint(
                fields=["person", "programme", "role"],
                condition=Q(project__isnull=True, delivery__isnull=True),
                name="enrolment_once_without_project",
            ),
            models.UniqueConstraint(
                fields=["person", "delivery"],
                condition=Q(delivery__isnull=False),
                name="enrolment_once_per_delivery",
            ),
            models.CheckConstraint(
                name="enrolment_role_known", condition=Q(role__in=["manager", "instructor"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.programme}"


class EnrolmentStep(models.Model):
    """What became of a place in a delivery; appended, the last one stands (R5).

    `completed` and `not completed` are written when the delivery is closed; `counted_on` is the day
    on which the last condition was met (R7), and `basis` says from what it follows.
    """

    class Kind(models.TextChoices):
        INVITED = "invited", _("invited")
        APPLIED = "applied", _("applied")
        WAITING = "waiting", _("on the waiting list")
        ENROLLED = "enrolled", _("enrolled")
        DECLINED = "declined", _("declined")
        LEFT = "left", _("left")
        COMPLETED = "completed", _("completed")
        NOT_COMPLETED = "not completed", _("not completed")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=13, choices=Kind)
    reason = models.TextField(blank=True)
    basis = models.JSONField(default=dict)
    counted_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="enrolment_step_kind_known",
                condition=Q(
                    kind__in=[
                        "invited",
                        "applied",
                        "waiting",
                        "enrolled",
                        "declined",
                        "left",
                        "completed",
                        "not completed",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(kind="completed"),
                name="enrolment_completed_once",
            ),
            models.CheckConstraint(
                name="enrolment_step_counted_when_completed",
                condition=Q(kind="completed", counted_on__isnull=False)
                | (~Q(kind="completed") & Q(counted_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.kind}"


class Invitation(models.Model):
    """A link to a place in a delivery, for one address or for everybody who is given it."""

    token = models.CharField(max_length=64, unique=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=10, choices=Enrolment.Role)
    email = models.EmailField(blank=True)
    needs_approval = models.BooleanField(default=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_expires_later", condition=Q(expires_at__gt=F("sent_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.email or _('everybody with the link')}"
