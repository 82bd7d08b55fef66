"""Which files of evidence are lost now, and those that a check looks at."""

from collections.abc import Iterable

from django.db.models import QuerySet

from certification.evidence.models import EvidenceLoss


def losses(files: Iterable[int | None]) -> dict[int, EvidenceLoss]:
    """By id of a file of past trainings, its loss that stands."""
    rows = EvidenceLoss.objects.filter(found_at__isnull=True, record_evidence__in=set(files))
    return {row.record_evidence_id or 0: row for row in rows}


def attendance_losses(files: Iterable[int]) -> dict[int, EvidenceLoss]:
    """By id of a file that shows who attended, its loss that stands."""
    rows = EvidenceLoss.objects.filter(found_at__isnull=True, attendance_evidence__in=set(files))
    return {row.attendance_evidence_id or 0: row for row in rows}


def lost_now() -> QuerySet[EvidenceLoss]:
    """Everything that is lost, the longest first."""
    rows = EvidenceLoss.objects.filter(found_at__isnull=True)
    return rows.select_related("record_evidence", "attendance_evidence").order_by(
        "noticed_at", "pk"
    )
