"""Withdraws a result for misconduct."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from courses.analysis import rules
from courses.attempts.models import Attempt, ResultWithdrawal
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

LONGEST_REASON = 4_000


@transaction.atomic
def withdraw_result(
    *, attempt: Attempt, reason: str, effective_on: date, by: Person, at: datetime
) -> ResultWithdrawal:
    """Take a result out of what counts from a day on; nothing is deleted (R10).

    Refused to others than administrators and for one's own attempt (R48), before there is a result,
    without a reason, and for a day that is past, since figures reported as of that day stay. A
    second call returns the withdrawal that is there. Records `attempts.result_withdrawn`, which
    progress follows.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment", "design")
        .get(pk=attempt.pk)
    )
    if not rules.may_withdraw(by.roles):
        raise Refused("no_right", _("Only administrators withdraw results."), "R10")
    if by.is_same_as(attempt.enrolment.person_id):
        raise Refused("own_attempt", _("Somebody else must decide about your own result."), "R48")
    if attempt.result_id is None:
        raise Refused("no_result", _("There is no result that could be withdrawn."), "R10")
    existing = ResultWithdrawal.objects.filter(attempt=attempt).first()
    if existing is not None:
        return existing
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(
            "reason_missing",
            _("Say in up to %s characters what happened and who decided.") % LONGEST_REASON,
            "R10",
        )
    if effective_on < at.astimezone(ZoneInfo(attempt.design.zone)).date():
        raise Refused(
            "day_is_past",
            _("Choose today or a later day: figures that were reported for past days stay."),
            "R10",
        )
    withdrawal = ResultWithdrawal.objects.create(
        attempt=attempt,
        reason=reason,
        effective_on=effective_on,
        withdrawn_at=at,
        withdrawn_by=by,
    )
    record_event(
        name="attempts.result_withdrawn",
        subject=withdrawal,
        by=by,
        at=at,
        payload={"effective_on": effective_on.isoformat()},
    )
    return withdrawal
