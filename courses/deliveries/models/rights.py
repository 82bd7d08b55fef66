"""Projects that pay for training, and the right to teach. Deliveries themselves join them here."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import time_zone
from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.retention import retained_until
from lms.people.models import AccessGrant, Organisation


class Period(models.Model):
    """When training is eligible for a grant: its first and last day both count, in its zone (R29)."""

    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), help_text=_("The last day that counts."))
    zone = models.CharField(_("time zone"), max_length=60, validators=[time_zone])

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_period_forward", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]


class Project(Period):
    """A grant that pays for places, within its eligible period. It is known here since `known_from`."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    known_from = models.DateTimeField(default=timezone.now, editable=False)
    final_payment_on = models.DateField(_("final payment on"), null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField(
        _("years for which evidence is kept after the final payment"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Five by the rules of the Union, three for small grants (R58)."),
    )
    grant_number = models.CharField(_("grant number"), max_length=60, blank=True)
    call = models.CharField(_("call"), max_length=255, blank=True)
    amount_euro = models.PositiveIntegerField(_("grant in euro"), null=True, blank=True)

    class Meta(Period.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="project_retention_of_some_years", condition=Q(retention_years__range=(1, 30))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def retained_until(self) -> date | None:
        """The last day on which its evidence is kept; None: no end is known yet (R58)."""
        return retained_until(
            self.final_payment_on, self.retention_years, [hold.until for hold in self.holds.all()]
        )


class FormerPeriod(Period):
    """The eligible period that a project was known to have until it was corrected."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="former_periods")
    known_until = models.DateTimeField()

    class Meta(Period.Meta):
        abstract = False
        ordering = ["project", "known_until", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["project", "known_until"], name="former_period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.starts_on} to {self.ends_on}"


class RetentionHold(models.Model):
    """An inquiry or a dispute: the evidence of a project is kept until a day, or until it is lifted."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="holds")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="Empty: until it is lifted.")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="retention_hold_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="retention_hold_forward",
                condition=Q(until__isnull=True) | Q(until__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} from {self.starts_on}"

    def binds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.until is None or day <= self.until)


class ProjectPartner(models.Model):
    """An organisation that carries a project out; one of them leads."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead partner")
        PARTNER = "partner", _("partner")

    project = models.ForeignKey(Project, models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(_("part"), max_length=7, choices=Role, default=Role.PARTNER)

    class Meta:
        ordering = ["role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="partner_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(role="lead"), name="partner_one_leads"
            ),
            models.CheckConstraint(
                name="partner_role_known", condition=Q(role__in=["lead", "partner"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"


class TeachingAuthorityQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "TeachingAuthorityQuerySet":
        """Rights that hold on a day; the last day is included, also of a suspension (R43)."""
        return self.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=day),
            Q(suspended_from__isnull=True)
            | Q(suspended_from__gt=day)
            | Q(suspended_through__lt=day),
            valid_from__lte=day,
        )


class TeachingAuthority(models.Model):
    """The right of a person to teach a programme, or one module of it (R31).

    Written by certification through `courses.deliveries.actions`; deliveries ask only this.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="teaching_authorities"
    )
    programme = models.ForeignKey(ProgrammePage, models.PROTECT, related_name="+")
    module = models.ForeignKey(ModulePage, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_through = models.DateField(null=True, blank=True)
    suspended_from = models.DateField(null=True, blank=True)
    suspended_through = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=100)

    objects = TeachingAuthorityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "source"],
                condition=Q(module__isnull=True),
                name="teaching_authority_programme_once",
            ),
            models.UniqueConstraint(
                fields=["person", "module", "source"],
                condition=Q(module__isnull=False),
                name="teaching_authority_module_once",
            ),
            models.CheckConstraint(
                name="teaching_authority_forward",
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="teaching_authority_suspension_forward",
                condition=Q(suspended_through__isnull=True)
                | Q(suspended_through__gte=F("suspended_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} may teach {self.module or self.programme}"


class Coordination(models.Model):
    """A person coordinates a project and may see what belongs to it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="coordinations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="coordinations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "person"], name="coordination_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.project}"


class AuditedProject(models.Model):
    """A project within the scope of an auditor's access (R60)."""

    grant = models.ForeignKey(AccessGrant, models.PROTECT, related_name="audited")
    project = models.ForeignKey(Project, models.PROTECT, related_name="audits")

    class Meta:
        ordering = ["project__code"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "project"], name="audited_project_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.project}"
