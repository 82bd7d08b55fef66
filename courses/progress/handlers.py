"""What progress does when something happened below it."""

from courses.attempts.models import Result
from courses.progress.actions import record_completion
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("attempts.result_confirmed", "progress.record_completion")
def follow_result(event: Event) -> None:
    result = Result.objects.select_related("attempt").get(pk=event.subject_id)
    record_completion(result=result, at=event.at)
