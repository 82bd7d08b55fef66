"""Files of projects, past trainings and evidence that are sent: looked at first, then taken."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from certification.records.actions import (
    attach_evidence,
    keep_evidence,
    keep_projects,
    keep_records,
)
from certification.records.actions.keeping import judge
from certification.records.folders import Sent
from certification.records.reading import BATCH, batches_of
from certification.records.rules import Said
from certification.records.telling import Outcome
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.people.models import Person
from lms.tables import MOST_BYTES

LOOK, TAKE = "records.look", "records.take"
PROJECTS, RECORDS = "projects", "records"
MOST_EVIDENCE, MOST_FILES = 20 * 1024 * 1024, 100
SHOWN = 20  # rows of which the page shows how they are read
Work = Callable[[Sequence[Said], Outcome, list], None]


def refuse_others(by: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only an administrator takes past trainings."))


def ask_for_look(*, file: File, content: str, by: Person, at: datetime) -> Job:
    """Keep a file of projects or records and have its rows looked at; nothing is taken by it."""
    refuse_others(by)
    if content not in (PROJECTS, RECORDS):
        raise Refused("content_unknown", _("Say whether the file holds projects or trainings."))
    if not file.size:
        raise Refused("empty", _("The file is empty."))
    if file.size > MOST_BYTES:
        raise Refused("too_large", _("A file has at most 10 MB."))
    about = {"content": content}
    return ask_for_job(
        key=f"{LOOK} {uuid.uuid4()}", kind=LOOK, about=about, file=file, by=by, at=at
    )


def ask_for_taking(*, look: Job, by: Person, at: datetime) -> Job:
    """Have every row without a mistake taken; once for each file that was looked at."""
    refuse_others(by)
    if not look.has_succeeded:
        raise Refused("not_looked_at", _("Wait until every row has been looked at."))
    about = look.about | {"look": str(look.uid)}
    return ask_for_job(
        key=f"{TAKE} {look.uid}", kind=TAKE, about=about, total=look.total, by=by, at=at
    )


def look_at_some(job: Job, at: datetime) -> Progress:
    """The next batch of a file: what would become of its rows."""
    if job.about["content"] == PROJECTS:
        return _projects(job, at, is_kept=False)

    def look(batch: Sequence[Said], outcome: Outcome, shown: list) -> None:
        found = Sent().find({each.evidence for each in batch}, by=job.asked_by, at=at)
        outcome.add(judge(batch, found).outcome)
        shown += [_shown(said, said.evidence in found) for said in batch[: SHOWN - len(shown)]]

    return _next_batch(job, job, look)


def take_some(job: Job, at: datetime) -> Progress:
    """The next batch of a file that was looked at: kept, with the evidence that was sent."""
    look = Job.objects.get(uid=job.about["look"])
    if job.about["content"] == PROJECTS:
        return _projects(job, at, is_kept=True, file=look)

    def take(batch: Sequence[Said], outcome: Outcome, shown: list) -> None:
        outcome.add(keep_records(batch=batch, evidences=Sent(), by=job.asked_by, at=at))

    return _next_batch(job, look, take)


def _next_batch(job: Job, file_of: Job, work: Work) -> Progress:
    """Work the batch after those that were; what is known so far is kept with the job."""
    result = dict(job.result)
    shown = result.pop("shown", [])
    number, rows = result.pop("batches", 0), result.pop("rows", 0)
    outcome = Outcome.restored(result)
    with file_of.file.open("rb") as file:
        batch, refused = next(islice(batches_of(file), number, None), ([], None))
        if refused is not None:
            outcome.add(refused)
            work(batch, outcome, shown)
            rows += len(batch) + refused.rows_with_mistakes
    is_last = refused is None or len(batch) + refused.rows_with_mistakes < BATCH
    stored = outcome.stored() | {"shown": shown, "batches": number + 1, "rows": rows}
    total = rows if is_last else max(job.total, rows)
    return Progress(rows, total, is_finished=is_last, result=stored)


def _shown(said: Said, is_there: bool) -> list:
    """How a row is read, as the page shows it."""
    name = f"{said.given_name} {said.family_name}".strip() or said.person_id
    moment = said.result_confirmed_at.isoformat() if said.result_confirmed_at else ""
    told = [said.number, name, said.delivery, said.project, said.role, said.country]
    return [*told, said.assessment, moment, said.evidence, is_there]


def _projects(job: Job, at: datetime, *, is_kept: bool, file: Job | None = None) -> Progress:
    """All at once, as such files are short; to look is to take and to undo."""
    with (file or job).file.open("rb") as opened, transaction.atomic():
        outcome = keep_projects(file=opened, by=job.asked_by, at=at)
        if not is_kept:
            transaction.set_rollback(True)
    rows = outcome.new + outcome.corrected + outcome.unchanged + outcome.rows_with_mistakes
    return Progress(rows, rows, is_finished=True, result=outcome.stored() | {"rows": rows})


def keep_sent_evidence(*, files: Sequence[File], by: Person, at: datetime) -> tuple[int, int]:
    """Keep files of evidence, and give them to the records that wait for their names (R64).

    Returns how many files are kept and how many records were claimed only until now. Refused as a
    whole where one file is empty or too large.
    """
    refuse_others(by)
    if len(files) > MOST_FILES:
        raise Refused("too_many", _("Send at most %s files at once.") % MOST_FILES)
    for file in files:
        if not file.size or file.size > MOST_EVIDENCE:
            raise Refused(
                "size",
                _("“%s” is empty or has more than 20 MB. Nothing was kept.") % file.name,
            )
    with transaction.atomic():
        kept = [
            keep_evidence(file=file, name=(file.name or "")[-200:], by=by, at=at) for file in files
        ]
        attached = attach_evidence(evidence=kept, by=by, at=at)
    return len(kept), attached
