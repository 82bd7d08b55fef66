"""The outbox works files of labels."""

from django.utils import timezone

from certification.labels.files import actions
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works


@works(actions.CHECK)
def check_file(job: Job) -> Progress:
    with job.file.open("rb") as file:
        result = actions.check_file(file=file, at=timezone.now())
    return Progress(result["rows"], result["rows"], is_finished=True, result=result)


@works(actions.RECORD)
def record_file(job: Job) -> Progress:
    check = Job.objects.get(uid=job.about["check"])
    with check.file.open("rb") as file:
        counts = actions.record_file(file=file, by=job.asked_by, at=timezone.now())
    return Progress(job.total, job.total, is_finished=True, result=counts)
