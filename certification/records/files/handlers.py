"""The outbox works files of past trainings, batch by batch."""

from django.utils import timezone

from certification.records.files import actions
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works


@works(actions.LOOK)
def look_at_file(job: Job) -> Progress:
    return actions.look_at_some(job, timezone.now())


@works(actions.TAKE)
def take_file(job: Job) -> Progress:
    return actions.take_some(job, timezone.now())
