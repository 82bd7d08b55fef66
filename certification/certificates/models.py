"""Certificates, what their papers say, the events of their life, and what rests on one withdrawn."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.decisions.models import Decision
from certification.schemes.models import SchemeVersion
from courses.deliveries.models import Delivery


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, person) -> "CertificateQuerySet":
        if not person.roles.isdisjoint({"administrator", "officer", "auditor"}):
            return self
        return self.filter(person__in=person.selves)


class Certificate(models.Model):
    """What was granted to whom by which decision; what its paper says is in its revisions (R41)."""

    number = models.CharField(max_length=40, unique=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="certificate")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="certificates")
    title = models.CharField(max_length=255)
    issuer_name = models.CharField(max_length=255)
    scope = models.CharField(max_length=60)
    zone = models.CharField(max_length=60)
    issued_on = models.DateField()
    language = models.CharField(max_length=12)
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def current(self) -> "CertificateRevision":
        """The newest revision: what the certificate says today. Costs no query where prefetched."""
        return max(self.revisions.all(), key=lambda revision: revision.number)


class CertificateRevision(models.Model):
    """What a certificate says from one issue on, frozen; the number stays the same (R41).

    A new name, a renewal or a smaller scope is a further revision; documents and credentials are
    made of one, and those of an older one check as superseded.
    """

    class Cause(models.TextChoices):
        GRANTED = "granted", _("granted")
        RENEWED = "renewed", _("renewed")
        EXTENDED = "extended", _("extended")
        REDUCED = "reduced", _("reduced in scope")
        NAME_CORRECTED = "name_corrected", _("name corrected")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=15, choices=Cause)
    holder_name = models.CharField(max_length=301)
    statement = models.TextField()
    scope_title = models.CharField(max_length=255)
    issued_on = models.DateField()
    valid_through = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["certificate", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "number"], name="certificate_revision_once"
            ),
            models.CheckConstraint(
                name="certificate_revision_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="certificate_revision_cause_known",
                condition=Q(
                    cause__in=["granted", "renewed", "extended", "reduced", "name_corrected"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} r{self.number}"


class StatusEvent(models.Model):
    """Something that changed a certificate's status from a day on; the status is computed (R42).

    `effective_on` is the day from which it counts, `decided_on` the day on which it was decided, both
    in the issuer's zone: a withdrawal may reach back (R34), a late renewal does (R44), a restoration
    does as well (R50). Only granting, renewing and extending give an end.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("granted")
        SUSPENDED = "suspended", _("suspended")
        LIFTED = "lifted", _("suspension lifted")
        REDUCED = "reduced", _("reduced in scope")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RENEWED = "renewed", _("renewed")
        EXTENDED = "extended", _("extended")
        SUPERSEDED = "superseded", _("replaced by another certificate")
        RESTORED = "restored", _("restored")

    GIVE_AN_END = (Kind.GRANTED, Kind.RENEWED, Kind.EXTENDED)
    MAY_BE_UNDONE = (Kind.WITHDRAWN, Kind.SUSPENDED)

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="status_events")
    kind = models.CharField(max_length=12, choices=Kind)
    effective_on = models.DateField()
    decided_on = models.DateField()
    valid_through = models.DateField(null=True, help_text="The last valid day that it gives.")
    suspended_through = models.DateField(null=True, help_text="Empty: until it is lifted.")
    scope = models.JSONField(default=list, help_text="Codes of the modules that are left.")
    superseded_by = models.ForeignKey(
        Certificate, models.PROTECT, null=True, related_name="supersedes"
    )
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="renewals")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]
        indexes = [models.Index(fields=["valid_through"])]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(kind="granted"), name="certificate_granted_once"
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(kind="renewed"), name="certificate_renewed_once"
            ),
            models.CheckConstraint(
                name="status_event_kind_known",
                condition=Q(
                    kind__in=[
                        "granted",
                        "suspended",
                        "lifted",
                        "reduced",
                        "withdrawn",
                        "renewed",
                        "extended",
                        "superseded",
                        "restored",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="status_event_says_why",
                condition=Q(kind__in=["granted", "renewed"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="status_event_gives_an_end",
                condition=Q(valid_through__isnull=True)
                | Q(kind__in=["granted", "renewed", "extended"]),
            ),
            models.CheckConstraint(
                name="status_event_suspends_forward",
                condition=Q(suspended_through__isnull=True)
                | Q(kind="suspended", suspended_through__gte=F("effective_on")),
            ),
            models.CheckConstraint(
                name="status_event_names_the_other",
                condition=Q(kind="superseded", superseded_by__isnull=False)
                | (~Q(kind="superseded") & Q(superseded_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="status_event_names_what_it_undoes",
                condition=Q(kind="restored", undoes__isnull=False)
                | (~Q(kind="restored") & Q(undoes__isnull=True)),
            ),
            models.CheckConstraint(
                name="status_event_renews_by_decision",
                condition=Q(kind="renewed", decision__isnull=False)
                | (~Q(kind="renewed") & Q(decision__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.kind} {self.effective_on}"


class DeliveryCase(models.Model):
    """A delivery that somebody taught in the time for which their accreditation was withdrawn later.

    Each is decided by itself; nothing changes until then (R34). How it stands is what was decided
    last, or that it is still to be decided.
    """

    event = models.ForeignKey(StatusEvent, models.PROTECT, related_name="cases")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "delivery"], name="delivery_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.event}"


class CaseDecision(models.Model):
    """What an officer found about a delivery of such a time; appended, the last one stands."""

    class Outcome(models.TextChoices):
        INVESTIGATED = "investigated", _("under investigation")
        STANDS = "stands", _("it stands: participants keep their certificates")
        WITHDRAWN = "withdrawn", _("certificates are withdrawn one by one")

    case = models.ForeignKey(DeliveryCase, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="case_decision_outcome_known",
                condition=Q(outcome__in=["investigated", "stands", "withdrawn"]),
            ),
            models.CheckConstraint(name="case_decision_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.outcome}"
