"""Asks for the documents of many certificates as a ZIP, and gets them ready step by step."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.documents.actions import make_file_again
from certification.documents.archives.queries import (
    KIND,
    Wanted,
    documents_in_turn,
    may_take,
    wanted_revisions,
)
from certification.documents.queries import is_intact
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.journal.actions import record_event
from lms.journal.hashing import canonical
from lms.people.models import Person

MOST = 20_000  # documents
STEP = 50  # documents that are looked at before the progress moves
LASTS = timedelta(days=7)


@transaction.atomic
def ask_for_archive(*, wanted: Wanted, by: Person, at: datetime) -> Job:
    """Ask for a ZIP of the documents that are wanted, as they are now; the same again is the same.

    The job holds which documents they are, so what is granted later is in a later ZIP. Refuses who
    may not take these, where there are none, and more than can be taken at once.
    """
    if not may_take(by, wanted.delivery):
        raise Refused("archive_not_yours", _("You may not take these certificates away."))
    rows = list(
        wanted_revisions(wanted)
        .filter(certificate__person__erased_at__isnull=True)
        .order_by("holder_name", "pk")
        .values_list("document", flat=True)[: MOST + 1]
    )
    documents = [pk for pk in rows if pk is not None]
    if not rows:
        raise Refused("archive_empty", _("No certificate was issued that fits. Choose other ones."))
    if not documents:
        raise Refused(
            "archive_too_early", _("The documents are still being made. Try again in a minute.")
        )
    if len(rows) > MOST:
        raise Refused(
            "archive_too_large",
            _("More than %s certificates fit. Choose a shorter time.") % f"{MOST:,}",
        )
    about: dict[str, Any] = {
        "documents": documents,
        "unmade": len(rows) - len(documents),
        "delivery": wanted.delivery.pk if wanted.delivery else None,
        "what": in_words(wanted),
    }
    said = canonical([by.pk, at.date().isoformat(), about])
    return ask_for_job(
        key=f"{KIND} {hashlib.sha256(said).hexdigest()}",
        kind=KIND,
        about=about,
        by=by,
        at=at,
        total=len(documents),
    )


def in_words(wanted: Wanted) -> str:
    """What was asked for, as the page of the ZIP and its file name say it."""
    parts = [
        wanted.delivery.title if wanted.delivery else "",
        " ".join(wanted.type) if wanted.type else "",
        _("since %s") % wanted.since.isoformat() if wanted.since else "",
        _("until %s") % wanted.until.isoformat() if wanted.until else "",
    ]
    return ", ".join(filter(None, parts)) or _("all certificates")


def ready_some(job: Job) -> Progress:
    """Look whether the next documents are as they were made; make again what is lost.

    The result names, by number, those that cannot be had; the ZIP goes without them.
    """
    total = len(job.about["documents"])
    until = min(job.done + STEP, total)
    lost = list(job.result.get("lost", []))
    for document in documents_in_turn(job, job.done, until):
        if is_intact(document):
            continue
        try:
            make_file_again(document=document)
        except Refused:
            lost.append(document.revision.certificate.number)
    return Progress(done=until, total=total, is_finished=until == total, result={"lost": lost})


@transaction.atomic
def note_download(*, job: Job, by: Person, at: datetime) -> None:
    """Records `documents.archive_taken`: who took how many certificates away."""
    payload = {"documents": len(job.about["documents"]), "what": job.about["what"]}
    record_event(name="documents.archive_taken", subject=job, by=by, at=at, payload=payload)
