"""What follows when an attempt is handed in after one of its questions was regraded."""

from courses.analysis.actions import regrade_late_attempt
from courses.attempts.models import Attempt
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("attempts.attempt_submitted", "analysis.regrade_late_attempt")
def follow_submission(event: Event) -> None:
    attempt = Attempt.objects.get(pk=event.subject_id)
    regrade_late_attempt(attempt=attempt, at=event.at)
