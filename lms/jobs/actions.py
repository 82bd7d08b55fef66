"""Asks for long work, and does a step of it."""

from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from lms.errors import Refused
from lms.jobs.models import Job
from lms.jobs.workers import worker_of
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def ask_for_job(
    *,
    key: str,
    kind: str,
    about: dict[str, Any],
    by: Person,
    at: datetime,
    file: File | None = None,
    total: int = 0,
) -> Job:
    """Ask for long work; the same key again returns the job that is there.

    Records `jobs.step_due`, which the outbox follows step by step.
    """
    existing = Job.objects.filter(key=key).first()
    if existing is not None:
        return existing
    job = Job(key=key, kind=kind, about=about, asked_by=by, asked_at=at, total=total)
    if file is not None:
        job.file_name = (file.name or "")[-200:]
        job.file.save(str(job.uid), file, save=False)
    job.save()
    record_event(name="jobs.step_due", subject=job, by=by, at=at)
    return job


@transaction.atomic
def take_step(*, job: Job, at: datetime) -> Job:
    """Do the next step of a job, and ask for the one after it; a finished job stays as it is.

    Where the worker refuses, nothing of the step is written and the job ends with the reason.
    """
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.finished_at is not None:
        return job
    try:
        with transaction.atomic():
            progress = worker_of(job.kind)(job)
    except Refused as refusal:
        job.failure, job.finished_at = refusal.sentence, at
        job.save(update_fields=["failure", "finished_at"])
        return job
    job.done, job.total, job.result = progress.done, progress.total, progress.result
    if progress.is_finished:
        job.finished_at = at
    else:
        record_event(name="jobs.step_due", subject=job, by=job.asked_by, at=at)
    job.save(update_fields=["done", "total", "result", "finished_at"])
    return job
