"""Marks deliveries whose trainer lost their accreditation, and what was found out about each."""

from datetime import datetime

from django.db import transaction

from courses.deliveries.actions.standing import locked
from courses.deliveries.models import Delivery, DeliveryMark
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def mark_delivery(
    *,
    delivery: Delivery,
    cause: str,
    trainer: Person,
    state: str,
    by: Person | None,
    at: datetime,
) -> DeliveryMark:
    """Say how it stands with a delivery by one cause; the same again is the mark that is there (R33).

    Records `deliveries.marked`.
    """
    locked(delivery)
    newest = DeliveryMark.objects.filter(delivery=delivery, cause=cause).last()
    if newest is not None and newest.state == state:
        return newest
    mark = DeliveryMark.objects.create(
        delivery=delivery, cause=cause, trainer=trainer, state=state, by=by, at=at
    )
    record_event(name="deliveries.marked", subject=mark, by=by, at=at)
    return mark
