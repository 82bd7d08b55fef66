"""The clock hands in by itself, on both profiles, whether a browser is open or not."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from courses.attempts.tasks import close_overdue_attempts
from tests.factories.assessments import module_with
from tests.factories.courses import answered_attempt, enrolment, true_or_false_assessment

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt():
    """Answered, with nobody at the browser any more; its time ended a minute ago."""
    module = module_with(true_or_false_assessment(time_limit_minutes=30))
    place = enrolment(programme=module.get_parent().specific)
    return answered_attempt(enrolment=place, module=module, at=timezone.now() - 31 * MINUTE)


def is_closed(attempt) -> None:
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline_at
    assert attempt.result.is_passed is True
    assert attempt.steps.last().kind == "timed out"


def test_the_relay_beside_the_web_process_hands_in_at_the_deadline(attempt):
    call_command("relay")
    is_closed(attempt)


def test_the_scheduler_of_the_production_profile_runs_the_same_task(attempt):
    entry = settings.CELERY_BEAT_SCHEDULE["close-overdue-attempts"]
    assert entry["task"] == close_overdue_attempts.name
    assert entry["schedule"] <= 30
    close_overdue_attempts.apply()
    is_closed(attempt)


def test_within_the_grace_nothing_is_handed_in_yet(attempt):
    type(attempt).objects.update(deadline_at=timezone.now() - timedelta(seconds=5))
    assert close_overdue_attempts() == 0
