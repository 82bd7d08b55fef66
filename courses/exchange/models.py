"""Files of questions that were brought in: kept, previewed, then taken whole or not at all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import QuestionBank
from lms.private_files import private


def place_of_import(kept: "QuestionImport", name: str) -> str:
    """Away from the name that was sent."""
    return f"imports/{kept.uid}"


class QuestionImport(models.Model):
    """A file as it came; `imported_at` is empty until its questions were taken into the bank."""

    class Format(models.TextChoices):
        MOODLE_XML = "moodle xml", "Moodle XML"
        GIFT = "gift", "GIFT"
        QTI_22 = "qti 2.2", "QTI 2.2"
        QTI_30 = "qti 3.0", "QTI 3.0"
        CSV = "csv", "CSV"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, related_name="imports", verbose_name=_("bank")
    )
    format = models.CharField(_("format"), max_length=10, choices=Format)
    file = models.FileField(upload_to=place_of_import, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    report = models.JSONField(
        default=list, help_text="A line for each question, as it was when they were taken."
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="question_import_format_known",
                condition=Q(format__in=["moodle xml", "gift", "qti 2.2", "qti 3.0", "csv"]),
            ),
            models.CheckConstraint(name="question_import_not_empty", condition=Q(size__gte=1)),
            models.CheckConstraint(
                name="question_import_by_somebody",
                condition=Q(imported_at__isnull=True, imported_by__isnull=True)
                | Q(imported_at__isnull=False, imported_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_format_display()})"
