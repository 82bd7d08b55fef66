"""The outbox gathers packs of evidence."""

from certification.audits.packs.actions import KIND, gather_some
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works


@works(KIND)
def gather_pack(job: Job) -> Progress:
    return gather_some(job)
