"""Keeps the summaries recent that pages read."""

from celery import shared_task
from django.utils import timezone

from certification.counts.actions import renew_summaries


@shared_task
def renew_kept_summaries() -> int:
    return renew_summaries(at=timezone.now())
