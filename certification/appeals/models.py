"""Appeals of refusals and of what was done to a certificate, and what came of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import StatusEvent
from certification.decisions.models import Decision


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")


class AppealQuerySet(models.QuerySet):
    def waiting(self) -> "AppealQuerySet":
        return self.filter(outcome_given__isnull=True)

    def visible_to(self, person) -> "AppealQuerySet":
        if person.roles.isdisjoint({"officer", "administrator", "auditor"}):
            return self.filter(person__in=person.selves)
        return self


class Appeal(models.Model):
    """A person asks others to look again at a refusal, or at what was done to a certificate (R50).

    One appeal of each; exactly one of `decision` and `status_event` is what it is about.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appeals")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="appeal")
    status_event = models.OneToOneField(
        StatusEvent, models.PROTECT, null=True, related_name="appeal"
    )
    reason = models.TextField()
    opened_at = models.DateTimeField()

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(name="appeal_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="appeal_of_one_thing",
                condition=Q(decision__isnull=False, status_event__isnull=True)
                | Q(decision__isnull=True, status_event__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.opened_at:%Y-%m-%d}"


class AppealProposal(models.Model):
    """What the first of two people would decide about an appeal; `returned_at` when it was returned."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=9, choices=AppealOutcome)
    reasons = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    return_reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["appeal", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "number"], name="appeal_proposal_number_once"
            ),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(returned_at__isnull=True),
                name="appeal_proposal_one_standing",
            ),
            models.CheckConstraint(name="appeal_proposal_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="appeal_proposal_outcome_known",
                condition=Q(outcome__in=["upheld", "dismissed"]),
            ),
            models.CheckConstraint(
                name="appeal_proposal_returned_with_reasons",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reasons="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reasons="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.outcome}, {self.number}"


class AppealDecision(models.Model):
    """What came of an appeal, by people who had no part in what it is about (R50)."""

    Outcome = AppealOutcome

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="outcome_given")
    outcome = models.CharField(max_length=9, choices=AppealOutcome)
    reasons = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="+")
    restored = models.OneToOneField(StatusEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="appeal_decision_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="appeal_decision_leads_to_something",
                condition=Q(outcome="dismissed", granted__isnull=True, restored__isnull=True)
                | Q(outcome="upheld", granted__isnull=False, restored__isnull=True)
                | Q(outcome="upheld", granted__isnull=True, restored__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_decision_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("decided_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.outcome}"
