"""The clock's part in attempts."""

import uuid

from celery import shared_task
from django.utils import timezone

from courses.attempts.actions import submit_attempt
from courses.attempts.models import Attempt, Step
from courses.attempts.rules import GRACE


@shared_task
def close_overdue_attempts() -> int:
    """Hand in what is past its deadline and grace; returns how many."""
    now = timezone.now()
    overdue = list(Attempt.objects.overdue(now - GRACE)[:500])
    for attempt in overdue:
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=None, at=now, kind=Step.Kind.TIMED_OUT)
    return len(overdue)
