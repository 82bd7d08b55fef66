"""Lets files go: what is kept of one afterwards is its size and hash, and that it was removed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.personal_data.files import Kind, past_retention
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

AT_ONCE = 200


@transaction.atomic
def remove_past_retention(*, kind: Kind, by: Person, at: datetime) -> int:
    """Let the next files of a kind go whose projects keep them no longer; how many there were (R58).

    Figures stay as they are: that a file was there is on record. Refused to others than
    administrators. Records `personal_data.file_removed` about each.
    """
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators remove evidence."), "R58")
    due = past_retention(kind, timezone.localdate(at)).select_for_update(of=("self",))
    return remove_files(due[:AT_ONCE], by=by, at=at)


def remove_files(files: Iterable[Any], *, by: Person, at: datetime) -> int:
    """Each by itself; the bytes are deleted by the outbox, however often that is tried."""
    removed = 0
    for row in list(files):
        place = row.file.name
        row.file, row.name, row.removed_at = "", str(row.uid), at
        row.save(update_fields=["file", "name", "removed_at"])
        note_removed(row, place, by, at)
        removed += 1
    return removed


def note_removed(row: Any, place: str, by: Person, at: datetime) -> None:
    """Records `personal_data.file_removed`, which the deletion follows."""
    record_event(
        name="personal_data.file_removed", subject=row, by=by, at=at, payload={"place": place}
    )
