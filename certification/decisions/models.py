"""Applications, proposals of two-person decisions, decisions, and the evidence each rested on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.schemes.models import CertificateType
from courses.enrolment.models import Enrolment


class Purpose(models.TextChoices):
    GRANT = "grant", _("grant")
    RENEWAL = "renewal", _("renewal")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


class ApplicationQuerySet(models.QuerySet):
    def waiting(self) -> "ApplicationQuerySet":
        return self.filter(state=Application.State.OPEN)

    def visible_to(self, person) -> "ApplicationQuerySet":
        """Officers, administrators and auditors see all; others their own."""
        if person.roles.isdisjoint({"officer", "administrator", "auditor"}):
            return self.filter(person__in=person.selves)
        return self


class Application(models.Model):
    """A candidate asks for a certificate of a type and scope, or an officer does for them.

    `certificate_type` is of the version that applied when it was made (R51); the decision is taken
    under the one that applies on its day.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for a decision")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECIDED = "decided", _("decided")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications"
    )
    certificate_type = models.ForeignKey(
        CertificateType, models.PROTECT, related_name="applications"
    )
    scheme_code = models.SlugField(max_length=60)
    type_code = models.SlugField(max_length=60)
    scope = models.CharField(max_length=60, help_text="The code of the module or the programme.")
    purpose = models.CharField(max_length=7, choices=Purpose)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme_code", "type_code", "scope"],
                condition=Q(state="open"),
                name="application_one_open",
            ),
            models.CheckConstraint(
                name="application_purpose_known", condition=Q(purpose__in=["grant", "renewal"])
            ),
            models.CheckConstraint(
                name="application_closed_or_open",
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state__in=["withdrawn", "decided"], closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_type} for {self.person}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ApplicationCheck(models.Model):
    """How the file of an application was found when it was last looked at.

    A cache by which the queue is listed; a decision never trusts it.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="check_made")
    complete_since = models.DateTimeField(null=True, blank=True)
    missing = models.JSONField(default=list, help_text="What is missing, in sentences.")
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application}: {'complete' if self.complete_since else 'incomplete'}"


class Escalation(models.Model):
    """Too few officers without a tie were left, so others decide; who was kept from it and why (R48)."""

    class Level(models.TextChoices):
        ADMINISTRATORS = "administrators", _("to the administrators")
        OUTSIDE = "outside", _("to somebody from outside")

    application = models.ForeignKey(Application, models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=14, choices=Level)
    against = models.JSONField(help_text="Name and ties of each person who may not decide.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "level"], name="escalation_level_once"),
            models.CheckConstraint(
                name="escalation_level_known",
                condition=Q(level__in=["administrators", "outside"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.level}"


class Proposal(models.Model):
    """What the first of two people would decide; the second makes it a decision or returns it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    reasons = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="proposal_number_once"),
            models.CheckConstraint(
                name="proposal_outcome_known", condition=Q(outcome__in=["granted", "refused"])
            ),
            models.CheckConstraint(
                name="proposal_refusal_has_reasons",
                condition=~Q(outcome="refused") | ~Q(reasons=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.outcome}, {self.number}"


class ProposalReturn(models.Model):
    """A proposal was returned, or taken back; the application waits again."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="returned")
    reasons = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="proposal_return_has_reasons", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: returned"


class Decision(models.Model):
    """A certificate type was granted or refused for a scope, by a rule or by people (R48, R49, R50).

    `turn` counts the grants, and the renewals, of one type and scope to one person. `follows` is the
    refusal that a decision after an appeal puts aside.
    """

    Purpose = Purpose
    Outcome = Outcome

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    certificate_type = models.ForeignKey(CertificateType, models.PROTECT, related_name="decisions")
    type_code = models.SlugField(max_length=60)
    scheme_code = models.SlugField(max_length=60)
    scope = models.CharField(max_length=60, help_text="The code of the module or the programme.")
    purpose = models.CharField(max_length=7, choices=Purpose, default=Purpose.GRANT)
    turn = models.PositiveSmallIntegerField(default=1)
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    reasons = models.TextField(blank=True)
    rule = models.CharField(max_length=255, blank=True, help_text="Rule and version that decided.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme_code", "type_code", "scope", "purpose", "turn"],
                condition=Q(outcome="granted"),
                name="decision_turn_granted_once",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(follows__isnull=True),
                name="decision_once_an_application",
            ),
            models.CheckConstraint(
                name="decision_by_rule_or_person",
                condition=(Q(decided_by__isnull=True) & ~Q(rule=""))
                | (Q(decided_by__isnull=False) & Q(rule="")),
            ),
            models.CheckConstraint(
                name="decision_by_person_has_application",
                condition=Q(decided_by__isnull=True, application__isnull=True)
                | Q(decided_by__isnull=False, application__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_by_rule_grants",
                condition=Q(decided_by__isnull=False)
                | Q(outcome="granted", purpose="grant", confirmed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="decision_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="decision_not_about_oneself",
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("person")))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person"))),
            ),
            models.CheckConstraint(
                name="decision_refusal_has_reasons",
                condition=~Q(outcome="refused") | ~Q(reasons=""),
            ),
            models.CheckConstraint(
                name="decision_after_appeal_grants",
                condition=Q(follows__isnull=True) | Q(outcome="granted"),
            ),
            models.CheckConstraint(
                name="decision_words_known",
                condition=Q(outcome__in=["granted", "refused"])
                & Q(purpose__in=["grant", "renewal"])
                & Q(turn__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_type} for {self.person}"

    @property
    def is_granted(self) -> bool:
        return self.outcome == Outcome.GRANTED


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
                fields=["decision", "kind", "subject_type", "subject_id"],
                name="decision_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label
