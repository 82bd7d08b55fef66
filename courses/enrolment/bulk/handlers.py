"""The outbox works files of people, step by step."""

from django.utils import timezone

from courses.deliveries.models import Delivery
from courses.enrolment.bulk import actions
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works


@works(actions.CHECK)
def check_file(job: Job) -> Progress:
    delivery = Delivery.objects.get(pk=job.about["delivery"])
    return actions.check_some_rows(job=job, delivery=delivery)


@works(actions.ENROL)
def enrol_file(job: Job) -> Progress:
    check = Job.objects.get(uid=job.about["check"])
    with check.file.open("rb") as file:
        counts = actions.enrol_file(
            delivery=Delivery.objects.get(pk=job.about["delivery"]),
            file=file,
            by=job.asked_by,
            at=timezone.now(),
            reason=job.about["reason"],
        )
    return Progress(job.total, job.total, is_finished=True, result=counts)
