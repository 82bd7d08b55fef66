"""Schemes in versions, their certificate types, and what each type requires."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.schemes.dating import Dating
from courses.assessments.models import time_zone
from courses.catalogue.models import ProgrammePage


class Scheme(models.Model):
    """A certification scheme, over a programme or over all; its zone decides every date (R26)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    programme = models.ForeignKey(
        ProgrammePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="schemes",
        help_text=_("Empty for a scheme that counts what is done in any programme."),
    )
    zone = models.CharField(_("time zone"), max_length=60, validators=[time_zone])

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class SchemeVersion(models.Model):
    """The scheme as it stood for a time; the issuer's name of that time is part of it (R41, R51)."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    issuer_name = models.CharField(_("issuer"), max_length=255)
    deciders = models.PositiveSmallIntegerField(
        _("people who decide"), default=1, help_text=_("With two, the second confirms the first.")
    )
    conflict_months = models.PositiveSmallIntegerField(
        _("months for which a tie to the candidate binds"), default=24
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=30)
    evidence_serves_several = models.BooleanField(
        _("a training given, or an observation, may serve several purposes"),
        default=False,
        help_text=_(
            "To become and again to stay, or for another certificate of the scheme; never twice for "
            "the same (R39)."
        ),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once"),
            models.CheckConstraint(
                name="scheme_version_forward",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="scheme_version_one_or_two_deciders", condition=Q(deciders__in=[1, 2])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.number}"

    def holds_on(self, day: date) -> bool:
        """From the first day on, until the end date, which is not part of it."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class CertificateType(models.Model):
    """What can be granted: a certificate for each module, or one for the whole."""

    class Scope(models.TextChoices):
        MODULE = "module", _("one module")
        PROGRAMME = "programme", _("the programme")

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("attendance: was there")
        ASSESSED = "assessed", _("assessed: was there and passed")
        CERTIFICATION = "certification", _("certification: may do something, for a time")

    class Register(models.TextChoices):
        INSTRUCTORS = "instructors", _("register of instructors")
        TUTORS = "tutors", _("register of tutors")

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="certificate_types")
    code = models.SlugField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=255)
    statement = models.TextField(
        _("statement"),
        help_text=_(
            "What the certificate says the holder has done. {module} stands for the module's title."
        ),
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.ASSESSED)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    for_role = models.CharField(_("for the role"), max_length=10, blank=True)
    is_automatic = models.BooleanField(
        _("granted by rule"),
        default=False,
        help_text=_("Only where the scheme allows it; never for accreditations (R49)."),
    )
    criteria = models.TextField(_("what it takes, in words"), blank=True)
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    workload_hours = models.PositiveSmallIntegerField(_("workload in hours"), null=True, blank=True)
    eqf_level = models.PositiveSmallIntegerField(_("EQF level"), null=True, blank=True)
    assessment_form = models.CharField(_("form of assessment"), max_length=255, blank=True)
    signatories = models.JSONField(
        _("signatories"), default=list, blank=True, help_text=_("Name and function of each.")
    )
    alignments = models.JSONField(
        _("frameworks it follows"),
        default=list,
        blank=True,
        help_text=_("Name, address, framework and code of each."),
    )
    valid_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    register = models.CharField(_("public register"), max_length=11, choices=Register, blank=True)
    renewal_months = models.PositiveSmallIntegerField(
        _("renewed for months"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as the first time."),
    )
    renewal_window_months = models.PositiveSmallIntegerField(
        _("may be renewed months before the end"),
        null=True,
        blank=True,
        help_text=_("Empty: at any time. What is renewed earlier counts from the decision (R44)."),
    )
    grace_months = models.PositiveSmallIntegerField(
        _("months of grace after the end"),
        default=0,
        help_text=_(
            "It is not valid then, but a renewal still counts from the old end (R44, R45)."
        ),
    )
    dating = models.CharField(
        _("how ends are dated"), max_length=10, choices=Dating, default=Dating.DAY
    )
    extension_months = models.PositiveSmallIntegerField(
        _("may be extended by months"),
        null=True,
        blank=True,
        help_text=_("At most, in all extensions together. Empty: not at all (R38)."),
    )
    gives_right_to_teach = models.BooleanField(_("gives the right to teach"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="certificate_type_once"),
            models.CheckConstraint(
                name="certificate_type_scope_known",
                condition=Q(scope__in=["module", "programme"]),
            ),
            models.CheckConstraint(
                name="certificate_type_months_positive",
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1),
            ),
            models.CheckConstraint(
                name="certificate_type_kind_known",
                condition=Q(kind__in=["attendance", "assessed", "certification"]),
            ),
            models.CheckConstraint(
                name="certificate_type_eqf_level_known",
                condition=Q(eqf_level__isnull=True) | Q(eqf_level__range=(1, 8)),
            ),
            models.CheckConstraint(
                name="certificate_type_register_known",
                condition=Q(register__in=["", "instructors", "tutors"]),
            ),
            models.CheckConstraint(  # R49
                name="certificate_type_certification_by_people",
                condition=~Q(kind="certification", is_automatic=True),
            ),
            models.CheckConstraint(
                name="certificate_type_dating_known",
                condition=Q(dating__in=["day", "month_end", "decision"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Requirement(models.Model):
    """One condition of a certificate type; `kind` names its checker, `parameters` are its data."""

    class Purpose(models.TextChoices):
        GRANT = "grant", _("to become")
        RENEWAL = "renewal", _("to stay")

    certificate_type = models.ForeignKey(
        CertificateType, models.PROTECT, related_name="requirements"
    )
    purpose = models.CharField(_("for"), max_length=7, choices=Purpose, default=Purpose.GRANT)
    kind = models.CharField(_("kind"), max_length=40)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_purpose_known", condition=Q(purpose__in=["grant", "renewal"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose}"
