"""Keeps the evidence of a project beyond its retention: holds are placed with a reason, and lifted."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.deliveries.models import Project, RetentionHold
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def place_hold(
    *, project: Project, reason: str, until: date | None, by: Person, at: datetime
) -> RetentionHold:
    """Keep what a project rests on until a day, or until it is lifted; nobody on it is erased (R58).

    Refused to others than administrators, without a reason, and for a day that is past. Records
    `deliveries.hold_placed`.
    """
    _refuse_others(by)
    today = timezone.localdate(at)
    if not reason.strip():
        raise Refused("no_reason", _("Say why the evidence must be kept."), "R58")
    if until is not None and until < today:
        raise Refused("past", _("That day is past. Leave it empty to keep without an end."), "R58")
    hold = RetentionHold.objects.create(
        project=project, starts_on=today, until=until, reason=reason.strip(), at=at, by=by
    )
    record_event(name="deliveries.hold_placed", subject=hold, by=by, at=at)
    return hold


@transaction.atomic
def lift_hold(*, hold: RetentionHold, by: Person, at: datetime) -> RetentionHold:
    """Let a hold end with this day; one that ends sooner stays as it is.

    Refused to others than administrators. Records `deliveries.hold_lifted`.
    """
    _refuse_others(by)
    hold = RetentionHold.objects.select_for_update().get(pk=hold.pk)
    today = max(timezone.localdate(at), hold.starts_on)
    if hold.until is not None and hold.until <= today:
        return hold
    hold.until = today
    hold.save(update_fields=["until"])
    record_event(name="deliveries.hold_lifted", subject=hold, by=by, at=at)
    return hold


def _refuse_others(by: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators place and lift holds."), "R58")
