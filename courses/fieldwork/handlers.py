"""What of field projects the outbox works: letters about days that were moved."""

from courses.fieldwork.letters import tell_due_day
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("fieldwork.due_day_changed", "fieldwork.tell_due_day")
def tell(event: Event) -> None:
    tell_due_day(event)
