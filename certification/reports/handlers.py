"""Which facts of frozen reports the journal's seals cover, and who works the job that makes one."""

from django.utils import timezone

from certification.reports.actions import KIND, freeze_some
from certification.reports.models import FrozenFile, FrozenReport
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works
from lms.journal.facts import cover

cover(FrozenReport, parts=["rows"])
cover(FrozenFile)


@works(KIND)
def work(job: Job) -> Progress:
    return freeze_some(job=job, at=timezone.now())
