"""Releases results that wait for an examiner."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.models import AssessmentDesign
from courses.attempts.actions import confirm_result
from courses.attempts.models import Attempt, Result
from courses.attempts.queries import standing_shares
from courses.marking.actions.allocating import check_no_tie, check_right
from lms.errors import Refused
from lms.people.models import Person


@transaction.atomic
def release_results(*, attempts: Iterable[Attempt], by: Person, at: datetime) -> list[Result]:
    """Confirm the results of wholly marked attempts, all of them or none; released ones stay.

    Refused without the right to mark the module that day (R31), with a tie to one of the candidates
    (R48), where a mark is missing, and where the design does not wait for an examiner. Records
    `attempts.result_confirmed` for each.
    """
    chosen = sorted({attempt.pk for attempt in attempts})
    locked = (
        Attempt.objects.filter(pk__in=chosen)
        .select_for_update(of=("self",))
        .select_related("design", "enrolment", "result")
        .order_by("pk")
    )
    return [_release(attempt, by, at) for attempt in locked]


def _release(attempt: Attempt, by: Person, at: datetime) -> Result:
    if attempt.result is not None:
        return attempt.result
    if attempt.design.release != AssessmentDesign.Release.BY_EXAMINER:
        raise Refused("not_waiting", _("This result does not wait for a release."))
    check_right(by, attempt, at)
    check_no_tie(by, attempt, at)
    is_marked = attempt.submitted_at and None not in standing_shares(attempt).values()
    result = confirm_result(attempt=attempt, by=by, at=at) if is_marked else None
    if result is None:
        raise Refused("not_marked", _("An answer still waits for its mark."))
    return result
