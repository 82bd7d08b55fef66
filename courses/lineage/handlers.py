"""Keeps the sums of a training once it is closed, and after each correction of it."""

from courses.deliveries.models import Delivery, DeliveryCorrection
from courses.lineage.actions import sum_up_delivery
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("courses.delivery_closed", "lineage.after_closing")
def after_closing(event: Event) -> None:
    sum_up_delivery(delivery=Delivery.objects.get(pk=event.subject_id))


@subscribe("deliveries.corrected", "lineage.after_correction")
def after_correction(event: Event) -> None:
    correction = DeliveryCorrection.objects.select_related("delivery").get(pk=event.subject_id)
    sum_up_delivery(delivery=correction.delivery)
