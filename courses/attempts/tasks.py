"""The clock's part in attempts."""

import logging
import uuid

from celery import shared_task
from django.utils import timezone

from courses.attempts.actions import submit_attempt
from courses.attempts.models import Attempt, Step
from courses.attempts.rules import GRACE

logger = logging.getLogger(__name__)
AT_ONCE = 500


@shared_task
def close_overdue_attempts() -> int:
    """Hand in what is past its deadline and grace; returns how many.

    One that cannot be handed in is logged and keeps nobody else waiting.
    """
    now = timezone.now()
    closed = 0
    for attempt in Attempt.objects.overdue(now - GRACE).order_by("deadline_at")[:AT_ONCE]:
        try:
            submit_attempt(
                attempt=attempt, key=uuid.uuid4(), by=None, at=now, kind=Step.Kind.TIMED_OUT
            )
        except Exception:
            logger.exception("Attempt %s could not be handed in.", attempt.uid)
        else:
            closed += 1
    return closed
