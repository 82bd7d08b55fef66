"""Celery's way to the outbox."""

from celery import shared_task

from lms.journal import outbox


@shared_task
def deliver_outbox() -> int:
    return outbox.deliver_due()
