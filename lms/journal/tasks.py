"""Celery's way to the outbox, the seals and the roots of days."""

from celery import shared_task
from django.utils import timezone

from lms.journal import outbox
from lms.journal.actions import publish_roots, seal_everything


@shared_task
def deliver_outbox() -> int:
    return outbox.deliver_due()


@shared_task
def seal_journal() -> int:
    return seal_everything(at=timezone.now())


@shared_task
def publish_daily_roots() -> int:
    return len(publish_roots(at=timezone.now()))
