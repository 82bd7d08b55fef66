"""Celery's way to the outbox and the seals."""

from celery import shared_task
from django.utils import timezone

from lms.journal import outbox
from lms.journal.actions import seal_everything


@shared_task
def deliver_outbox() -> int:
    return outbox.deliver_due()


@shared_task
def seal_journal() -> int:
    return seal_everything(at=timezone.now())
