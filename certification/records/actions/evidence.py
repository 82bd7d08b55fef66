"""Keeps the files that past trainings rest on."""

from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from certification.records.models import RecordEvidence
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person
from lms.private_files import kept_of


@transaction.atomic
def keep_evidence(*, file: File, name: str, by: Person | None, at: datetime) -> RecordEvidence:
    """Keep a copy of a file under its name; the same file again is the one that is there.

    Refused when it is empty. Records `records.evidence_kept`.
    """
    if not file.size:
        raise Refused("empty", _("The file “%s” is empty.") % name, "R64")
    kept = kept_of(file, name)
    known = RecordEvidence.objects.filter(name=kept["name"], sha256=kept["sha256"]).first()
    if known is not None:
        return known
    evidence = RecordEvidence.objects.create(added_at=at, added_by=by, **kept)
    record_event(name="records.evidence_kept", subject=evidence, by=by, at=at)
    return evidence
