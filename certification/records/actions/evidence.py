"""Keeps the files that past trainings rest on."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from certification.records.models import RecordEvidence, RecordVersion
from lms.errors import Refused
from lms.journal.actions import record_event, record_events
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


@transaction.atomic
def attach_evidence(*, evidence: Sequence[RecordEvidence], by: Person | None, at: datetime) -> int:
    """Give evidence to the records that name it and have had none; how many there were (R64).

    Each is a further version of what is said. Records `records.version_replaced` and
    `records.record_kept` for each.
    """
    by_name = {each.name: each for each in evidence}
    waiting = RecordVersion.objects.waiting_for(list(by_name)).select_for_update(of=("self",))
    replaced = list(waiting)
    versions = [
        copied(each, number=each.number + 1, evidence=by_name[each.evidence_name], by=by, at=at)
        for each in replaced
    ]
    for each in replaced:
        each.replaced_at = at
    RecordVersion.objects.bulk_update(replaced, ["replaced_at"], batch_size=500)
    RecordVersion.objects.bulk_create(versions, batch_size=500)
    record_events(name="records.version_replaced", subjects=replaced, by=by, at=at)
    record_events(name="records.record_kept", subjects=versions, by=by, at=at)
    return len(versions)


def copied(
    version: RecordVersion,
    *,
    number: int,
    evidence: RecordEvidence,
    by: Person | None,
    at: datetime,
) -> RecordVersion:
    """The same as it was said, with its evidence."""
    values = {
        field.attname: getattr(version, field.attname)
        for field in RecordVersion._meta.concrete_fields
        if not field.primary_key
    }
    values |= {"number": number, "evidence_id": evidence.pk, "known_from": at}
    return RecordVersion(**values | {"known_by_id": by.pk if by else None, "replaced_at": None})
