"""Works previews of drafts."""

from certification.drafts.actions.previewing import KIND, preview_some
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works


@works(KIND)
def preview(job: Job) -> Progress:
    return preview_some(job)
