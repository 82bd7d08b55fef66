"""What progress does when something happened below it."""

from courses.attempts.models import Result, ResultWithdrawal
from courses.progress.actions import record_completion, record_withdrawal
from courses.progress.models import (
    ModuleCompletion,
    ModuleWithdrawal,
    ProgrammeCompletion,
    ProgrammeWithdrawal,
)
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(ModuleCompletion)
cover(ModuleWithdrawal)
cover(ProgrammeCompletion)
cover(ProgrammeWithdrawal)


@subscribe("attempts.result_confirmed", "progress.record_completion")
def follow_result(event: Event) -> None:
    result = Result.objects.select_related("attempt__design", "attempt__withdrawal").get(
        pk=event.subject_id
    )
    record_completion(result=result, at=event.at)


@subscribe("attempts.result_withdrawn", "progress.record_withdrawal")
def follow_withdrawal(event: Event) -> None:
    withdrawal = ResultWithdrawal.objects.select_related("attempt").get(pk=event.subject_id)
    record_withdrawal(withdrawal=withdrawal, at=event.at)
