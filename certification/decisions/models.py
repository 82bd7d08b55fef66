"""Decisions to grant, with the evidence each rested on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.schemes.models import CertificateType
from courses.enrolment.models import Enrolment


class Decision(models.Model):
    """A certificate type was granted to a person for a scope, by a rule or by somebody (R48, R49)."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    certificate_type = models.ForeignKey(CertificateType, models.PROTECT, related_name="decisions")
    type_code = models.SlugField(max_length=60)
    scheme_code = models.SlugField(max_length=60)
    scope = models.CharField(max_length=60, help_text="The code of the module or the programme.")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    rule = models.CharField(max_length=255, blank=True, help_text="Rule and version that decided.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme_code", "type_code", "scope"],
                condition=Q(outcome="granted"),
                name="decision_first_grant_once",
            ),
            models.CheckConstraint(
                name="decision_by_rule_or_person",
                condition=(Q(decided_by__isnull=True) & ~Q(rule=""))
                | (Q(decided_by__isnull=False) & Q(rule="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_type} for {self.person}"


class DecisionEvidence(models.Model):
    """One fact a decision rested on, as it was on that day."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=255)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    counted_from = models.DateTimeField()
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "subject_type", "subject_id"], name="decision_evidence_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label
