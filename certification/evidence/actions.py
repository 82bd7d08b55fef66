"""Notes which stored files of evidence are lost, and which are there again (R64)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from certification.evidence.models import EvidenceLoss
from certification.evidence.queries import attendance_losses, losses
from certification.records.models import RecordEvidence
from courses.enrolment.models import Evidence
from lms.journal.actions import record_event
from lms.private_files import digest_of

AT_A_TIME = 200
What = EvidenceLoss.What
File = RecordEvidence | Evidence
Kept = TypeVar("Kept", RecordEvidence, Evidence)


@dataclass(frozen=True)
class Finding:
    """A file whose state is another than before: lost, and how, or there again."""

    file: File
    what: What | None

    def __str__(self) -> str:
        state = self.what.value if self.what else "there again"
        return f"{self.file._meta.label} {self.file.uid} {self.file.name}: {state}"


def check_evidence(*, at: datetime) -> Iterator[Finding | None]:
    """Read every stored file of evidence; one item for each, which says what is new about it.

    Each file is judged by its bytes, and what is found is noted by itself, so a check that is
    stopped has done what it did.
    """
    for files in _in_turn(RecordEvidence):
        lost = losses([file.pk for file in files])
        for file in files:
            yield note_state(file=file, loss=lost.get(file.pk), what=state_of(file), at=at)
    for lists in _in_turn(Evidence):
        lost = attendance_losses([file.pk for file in lists])
        for each in lists:
            yield note_state(file=each, loss=lost.get(each.pk), what=state_of(each), at=at)


def _in_turn(model: type[Kept]) -> Iterator[list[Kept]]:
    """Every file that is kept, some at a time; what was removed when its time was over is not lost.

    No cursor stays open while files are read and losses noted.
    """
    last, kept = 0, model._base_manager.filter(removed_at__isnull=True).order_by("pk")
    while files := list(kept.filter(pk__gt=last)[:AT_A_TIME]):
        last = files[-1].pk
        yield files


def state_of(file: File) -> What | None:
    """Missing, changed, or None for a file that is as it was kept."""
    digest = digest_of(file.file)
    if digest is None:
        return What.MISSING
    return None if digest == file.sha256 else What.CHANGED


@transaction.atomic
def note_state(
    *, file: File, loss: EvidenceLoss | None, what: What | None, at: datetime
) -> Finding | None:
    """Note that a file is lost, or there again; None where that is known already.

    A file that is lost in another way than before is lost anew. Records `evidence.lost` and
    `evidence.found`.
    """
    if (loss.what if loss else None) == what:
        return None
    if loss is not None:
        loss = EvidenceLoss.objects.select_for_update().get(pk=loss.pk)
        loss.found_at = max(at, loss.noticed_at)
        loss.save(update_fields=["found_at"])
        record_event(name="evidence.found", subject=loss, by=None, at=at)
    if what is not None:
        of = "record_evidence" if isinstance(file, RecordEvidence) else "attendance_evidence"
        lost = EvidenceLoss.objects.create(**{of: file}, what=what, noticed_at=at)
        record_event(name="evidence.lost", subject=lost, by=None, at=at)
    return Finding(file, what)
