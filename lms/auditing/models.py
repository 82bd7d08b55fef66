"""What auditors opened, took away, and were refused: rows that are added and never changed (R60)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import AccessGrant, Person

LONGEST = {"path": 500, "query": 2000, "route": 100}


class AuditEntry(models.Model):
    """One thing that an auditor asked the site for, and what came of it.

    `code` stands in whatever was taken away, so a file that turns up elsewhere names its row.
    """

    class What(models.TextChoices):
        PAGE = "page", _("page")
        FILE = "file", _("file")
        EXPORT = "export", _("export")
        WRITE = "write", _("form sent")

    class Outcome(models.TextChoices):
        OPENED = "opened", _("opened")
        WRITING = "writing", _("refused: an auditor changes nothing")
        OUTSIDE = "outside", _("refused: outside the scope, or not there")
        ENDED = "ended", _("refused: outside the time of the access")

    person = models.ForeignKey(Person, models.PROTECT, related_name="audit_entries")
    grant = models.ForeignKey(AccessGrant, models.PROTECT, null=True, related_name="entries")
    at = models.DateTimeField()
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=LONGEST["path"])
    query = models.CharField(max_length=LONGEST["query"], blank=True)
    route = models.CharField(max_length=LONGEST["route"], blank=True)
    what = models.CharField(max_length=6, choices=What)
    outcome = models.CharField(max_length=7, choices=Outcome)
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["outcome", "-id"]),
            models.Index(fields=["code"], condition=~Q(code=""), name="audit_entry_code"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_entry_what_known",
                condition=Q(what__in=["page", "file", "export", "write"]),
            ),
            models.CheckConstraint(
                name="audit_entry_outcome_known",
                condition=Q(outcome__in=["opened", "writing", "outside", "ended"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.method} {self.path} {self.outcome}"

    @property
    def is_refused(self) -> bool:
        return self.outcome != self.Outcome.OPENED
