"""Records who printed a test, so that one knows where its questions went."""

from datetime import datetime

from django.db import transaction

from courses.assessments.models import Assessment
from courses.deliveries.models import Delivery
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def note_printed(
    *,
    assessment: Assessment,
    delivery: Delivery,
    code: str,
    is_key: bool,
    by: Person,
    at: datetime,
) -> None:
    """Record `attempts.test_printed` with the code of the paper, and whether it was the key."""
    record_event(
        name="attempts.test_printed",
        subject=assessment,
        by=by,
        at=at,
        payload={"delivery": delivery.pk, "code": code, "is_key": is_key},
    )
