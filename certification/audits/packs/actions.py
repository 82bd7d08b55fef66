"""Asks for packs of evidence, gathers them step by step, and drops those whose time is over."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certification.audits.packs import attempts
from certification.audits.packs.questions import Wanted, keys_of, wanted_of
from certification.audits.packs.units import attempts_in, units_of
from certification.audits.packs.zipping import Pack, write_pack
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.journal.actions import record_event
from lms.journal.hashing import canonical
from lms.people.models import Person
from lms.private_files import private

KIND = "audits.pack"
MOST_UNITS = 1_000
MOST_BYTES = 200 * 1024 * 1024
STEP = 20  # units that are gathered before the progress moves
LASTS = timedelta(days=7)


@transaction.atomic
def ask_for_pack(*, wanted: Wanted, by: Person, at: datetime) -> Job:
    """Ask for the evidence behind a figure or a person; the same on the same day is the same pack.

    Which units are in it is settled now. Refused where there are none, and where there are more than
    one pack holds. Records `jobs.step_due`.
    """
    keys = keys_of(wanted, MOST_UNITS)
    if not keys:
        raise Refused("pack_empty", _("Nothing counts here, so there is no evidence to pack."))
    if len(keys) > MOST_UNITS:
        sentence = _("More than %s units. Ask for one country, one year or one project at a time.")
        raise Refused("pack_too_many", sentence % f"{MOST_UNITS:,}")
    about: dict[str, Any] = wanted.told() | {"keys": keys, "language": translation.get_language()}
    said = canonical([by.pk, at.date().isoformat(), about])
    return ask_for_job(
        key=f"{KIND} {hashlib.sha256(said).hexdigest()}",
        kind=KIND,
        about=about | {"mark": wanted.mark.told() if wanted.mark else None},
        by=by,
        at=at,
        total=len(keys) + 1,
    )


def gather_some(job: Job) -> Progress:
    """The next units with their attempts, put down as a part; the last step makes the ZIP of all."""
    wanted, keys = wanted_of(job.about), job.about["keys"]
    until = min(job.done + STEP, len(keys))
    with translation.override(job.about["language"]):
        if job.done < len(keys):
            some = [(kind, pk) for kind, pk in keys[job.done : until]]
            units = units_of(some, wanted)
            told = {uid: attempts.told(uid) for uid in attempts_in(units)}
            _put_down(job, {"units": units, "attempts": told})
            return Progress(until, len(keys) + 1, is_finished=False, result=_grown(job, units))
        result = _zip(job, wanted)
    return Progress(len(keys) + 1, len(keys) + 1, is_finished=True, result=result)


def _grown(job: Job, units: list[dict[str, Any]]) -> dict[str, Any]:
    """How many bytes of files there are by now; refused where they are too many for one pack."""
    sizes = dict(job.result.get("sizes", {}))
    for unit in units:
        sizes |= {file["sha256"]: file["size"] for file in unit["files"]}
    if sum(sizes.values()) > MOST_BYTES:
        sentence = _("The files of this pack are more than %s MB. Ask for fewer units.")
        raise Refused("pack_too_large", sentence % (MOST_BYTES // 1024 // 1024))
    return {"sizes": sizes, "parts": job.result.get("parts", 0) + 1}


def _name(job: Job, number: int) -> str:
    return f"packs/{job.uid}/{number:05}.json"


def _put_down(job: Job, part: dict[str, Any]) -> None:
    """A step that is done again writes the same part again."""
    name = _name(job, job.result.get("parts", 0))
    private().delete(name)
    private().save(name, ContentFile(json.dumps(part).encode()))


def _zip(job: Job, wanted: Wanted) -> dict[str, Any]:
    pack = Pack(wanted)
    names = [_name(job, number) for number in range(job.result["parts"])]
    for name in names:
        with private().open(name) as file:
            pack.add(json.load(file))
    with write_pack(pack) as written:
        job.file.save(str(job.uid), File(written), save=False)
    Job.objects.filter(pk=job.pk).update(file=job.file.name)
    for name in names:
        private().delete(name)
    return {
        "size": job.file.size,
        "files": len(pack.stored),
        "missing": sorted(pack.missing.values()),
        "units": len(pack.units),
        "evidenced": sum(unit["evidence"] == "there" for unit in pack.units),
    }


@transaction.atomic
def note_taken(*, job: Job, by: Person, at: datetime) -> None:
    """Records `audits.pack_taken`: who took which evidence away (R60)."""
    told = {name: job.about[name] for name in ("rule", "as_of", "filters", "person")}
    code = (job.about.get("mark") or {}).get("export_code", "")
    payload = told | {"code": code, "units": len(job.about["keys"])}
    record_event(name="audits.pack_taken", subject=job, by=by, at=at, payload=payload)


def drop_old_packs(*, at: datetime) -> int:
    """Take away the files of packs that nobody can take any more; the jobs stay on record."""
    dropped = 0
    for job in Job.objects.filter(kind=KIND, finished_at__lt=at - LASTS).exclude(file=""):
        private().delete(job.file.name)
        Job.objects.filter(pk=job.pk).update(file="")
        dropped += 1
    return dropped
