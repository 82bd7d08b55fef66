"""The nightly look at every stored file of evidence."""

from celery import shared_task
from django.utils import timezone

from certification.evidence.actions import check_evidence


@shared_task
def check_stored_evidence() -> int:
    """How many files are in another state than the night before."""
    return sum(1 for finding in check_evidence(at=timezone.now()) if finding)
