"""The clock's part in letters."""

from celery import shared_task
from django.utils import timezone

from lms.notifications.clock import make_round


@shared_task
def write_due_letters() -> None:
    make_round(timezone.now())
