"""Reports that were frozen: what was counted, under which rule, as it was known at that moment (R28)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.counts.models import CountingRule
from courses.deliveries.models import Project
from lms.private_files import private

SHA256 = r"^[0-9a-f]{64}$"


class FrozenReport(models.Model):
    """A figure with its rows as they were known at `frozen_at`; written once, never changed (R27).

    `head` says everything but the rows: title, rule in its words, filters, totals, breakdowns,
    versions of code lists, projects with their periods, corrections of the report it continues.
    `sha256` is that of the JSON file, which is made of `head` and the rows alone. Nothing in it is
    a name: people stand there by their public identifier, so an erasure changes no byte (R4).
    """

    class Kind(models.TextChoices):
        INTERIM = "interim", _("interim")
        FINAL = "final", _("final")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("purpose"), max_length=2000)
    rule = models.ForeignKey(CountingRule, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="frozen_reports")
    series = models.CharField(max_length=64, db_index=True, help_text="Of the same question.")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    as_of = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField()
    head = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="frozen_report_kind_known", condition=Q(kind__in=["interim", "final"])
            ),
            models.CheckConstraint(
                name="frozen_report_value_of_claimed", condition=Q(value__lte=F("claimed"))
            ),
            models.CheckConstraint(name="frozen_report_sha256", condition=Q(sha256__regex=SHA256)),
            models.CheckConstraint(
                name="frozen_report_continues_another",
                condition=Q(continues__isnull=True) | ~Q(continues=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FrozenRow(models.Model):
    """One unit of a frozen report: who counted, for what, resting on which evidence.

    `said` is the row as it stands in the file. `person_uid` is no reference, so that a merge of
    people moves nothing here.
    """

    report = models.ForeignKey(FrozenReport, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=250)
    person_uid = models.UUIDField(db_index=True)
    said = models.TextField()

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="frozen_row_number_once"),
            models.UniqueConstraint(fields=["report", "unit"], name="frozen_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"


def place_of_file(file: "FrozenFile", name: str) -> str:
    return f"reports/{file.report.uid}.{file.form}"


class FrozenFile(models.Model):
    """The report as a file, made once, so that everybody who takes it has the same bytes."""

    class Form(models.TextChoices):
        JSON = "json", "JSON"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        PDF = "pdf", "PDF"

    report = models.ForeignKey(FrozenReport, models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=Form)
    file = models.FileField(upload_to=place_of_file, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "form"]
        constraints = [
            models.UniqueConstraint(fields=["report", "form"], name="frozen_file_once"),
            models.CheckConstraint(
                name="frozen_file_form_known", condition=Q(form__in=["json", "csv", "xlsx", "pdf"])
            ),
            models.CheckConstraint(name="frozen_file_not_empty", condition=Q(size__gte=1)),
            models.CheckConstraint(name="frozen_file_sha256", condition=Q(sha256__regex=SHA256)),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.form}"
