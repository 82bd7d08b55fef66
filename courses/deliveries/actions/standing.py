"""Refuses what a delivery no longer allows, and keeps why a closed one is corrected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery, DeliveryCorrection
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


def locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)


def check_standing(delivery: Delivery) -> None:
    """Refused when the delivery is cancelled or closed."""
    if delivery.cancelled_at is not None:
        raise Refused("cancelled", _("This delivery is cancelled."))
    if delivery.closed_at is not None:
        raise Refused("closed", _("This delivery is closed; correct it by an addition."), "R27")


@transaction.atomic
def allow_correction(
    *, delivery: Delivery, reason: str, by: Person, at: datetime
) -> DeliveryCorrection | None:
    """Keep why something is added to a closed delivery (R27); None while it is not closed.

    Refused for a cancelled one, and without a reason.
    """
    if delivery.cancelled_at is not None:
        raise Refused("cancelled", _("This delivery is cancelled."))
    if delivery.closed_at is None:
        return None
    if not reason.strip():
        raise Refused(
            "reason_missing", _("This delivery is closed; say why something is added."), "R27"
        )
    correction = DeliveryCorrection.objects.create(
        delivery=delivery, reason=reason.strip(), at=at, by=by
    )
    record_event(name="deliveries.corrected", subject=correction, by=by, at=at)
    return correction
