"""The outbox works jobs: one dispatch, one step."""

from django.utils import timezone

from lms.jobs.actions import take_step
from lms.jobs.models import Job
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("jobs.step_due", "jobs.take_step")
def step(event: Event) -> None:
    take_step(job=Job.objects.get(pk=event.subject_id), at=timezone.now())
