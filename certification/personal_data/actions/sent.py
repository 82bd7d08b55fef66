"""Tables that were sent and taken: their rows are on record, so the files are needed no longer."""

import json
from datetime import datetime, timedelta

from certification.personal_data.known_by import KnownBy
from lms.jobs.models import Job
from lms.journal.actions import record_event

STILL_NEEDED = timedelta(days=1)  # one that was looked at may be taken within that time


def forget_sent_files(*, known: KnownBy, at: datetime) -> None:
    """Nobody knows which of them name a person, so all that are done with go (R59).

    What a job found is kept as numbers where it names the person.
    """
    for job in Job.objects.filter(finished_at__isnull=False).exclude(file="").iterator():
        is_taken = Job.objects.filter(about__look=str(job.uid), finished_at__isnull=False).exists()
        if is_taken or job.failure or (job.finished_at or at) < at - STILL_NEEDED:
            record_event(
                name="personal_data.file_removed",
                subject=job,
                by=None,
                at=at,
                payload={"place": str(job.file.name)},
            )
            Job.objects.filter(pk=job.pk).update(file="", file_name="")
    for job in Job.objects.filter(finished_at__isnull=False).iterator():
        said = json.dumps([job.result, job.failure, job.file_name, job.about], ensure_ascii=False)
        if known.is_in(said):
            numbers = {key: each for key, each in job.result.items() if isinstance(each, int)}
            Job.objects.filter(pk=job.pk).update(
                result=numbers,
                failure=known.without_names(job.failure),
                file_name="",
            )
