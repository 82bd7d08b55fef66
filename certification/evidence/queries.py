"""Which files of evidence are lost now, or were as far as was known then, and those that a check looks at."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from certification.evidence.models import EvidenceLoss


def losses(
    files: Iterable[int | None], known_before: datetime | None = None
) -> dict[int, EvidenceLoss]:
    """By id of a file of past trainings, its loss that stands, or that stood as was known then."""
    rows = EvidenceLoss.objects.standing(known_before).filter(record_evidence__in=set(files))
    return {row.record_evidence_id or 0: row for row in rows}


def attendance_losses(
    files: Iterable[int], known_before: datetime | None = None
) -> dict[int, EvidenceLoss]:
    """By id of a file that shows who attended, its loss that stands, or that stood as was known then."""
    rows = EvidenceLoss.objects.standing(known_before).filter(attendance_evidence__in=set(files))
    return {row.attendance_evidence_id or 0: row for row in rows}


def lost_now() -> QuerySet[EvidenceLoss]:
    """Everything that is lost, the longest first."""
    rows = EvidenceLoss.objects.standing()
    return rows.select_related("record_evidence", "attendance_evidence").order_by(
        "noticed_at", "pk"
    )
