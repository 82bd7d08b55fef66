"""Notes that somebody took a copy of what is held about them."""

from datetime import datetime

from django.db import transaction

from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def note_copy(*, person: Person, by: Person, at: datetime) -> None:
    """Records `personal_data.copy_taken`."""
    record_event(name="personal_data.copy_taken", subject=person, by=by, at=at)
