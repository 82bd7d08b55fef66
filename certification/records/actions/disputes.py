"""Settles which project a disputed past training counts for, and takes that back (R14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certification.records.disputes import claims
from certification.records.models import ClaimRefusal, TrainingRecord
from certification.records.rules import not_administrator, why_not_settle
from lms.errors import Refused
from lms.journal.actions import record_events
from lms.people.models import Person


@transaction.atomic
def settle_dispute(
    *, person: Person, delivery: str, project: str, reason: str, by: Person, at: datetime
) -> list[ClaimRefusal]:
    """The training counts for this project; the claims of all others to it are refused.

    A claim that arrives later makes a new dispute. Again, it changes nothing. Refused to others
    than administrators, without a reason, and where the project does not claim the training or
    nobody else does. Records `records.claim_refused` for each claim.
    """
    place = _locked(person, delivery)
    standing = list(claims().filter(pk__in=place).order_by("pk"))
    others = [each for each in standing if each.project_code != project]
    before = ClaimRefusal.objects.standing().filter(record__in=place, in_favour_of=project)
    is_claimed = len(others) < len(standing)
    if is_claimed and not others and (found := list(before)):
        return found
    refusal = why_not_settle(
        roles=by.roles, reason=reason, is_claimed=is_claimed, is_disputed=bool(others)
    )
    if refusal is not None:
        raise refusal
    refusals = [
        ClaimRefusal(
            record=each, in_favour_of=project, reason=reason.strip(), refused_at=at, refused_by=by
        )
        for each in others
    ]
    ClaimRefusal.objects.bulk_create(refusals)
    record_events(name="records.claim_refused", subjects=refusals, by=by, at=at)
    return refusals


@transaction.atomic
def lift_refusals(*, person: Person, delivery: str, reason: str, by: Person, at: datetime) -> int:
    """Every refused claim to the training stands again; how many there were.

    Again, it changes nothing. Refused to others than administrators, and without a reason. Records `records.refusal_lifted` for each claim.
    """
    if "administrator" not in by.roles:
        raise not_administrator()
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is taken back."), "R14")
    place = _locked(person, delivery)
    refusals = list(ClaimRefusal.objects.standing().filter(record__in=place))
    for each in refusals:
        each.lifted_at, each.lifted_by = max(at, each.refused_at), by
        each.lift_reason = reason.strip()
    ClaimRefusal.objects.bulk_update(refusals, ["lifted_at", "lifted_by", "lift_reason"])
    record_events(name="records.refusal_lifted", subjects=refusals, by=by, at=at)
    return len(refusals)


def _locked(person: Person, delivery: str) -> list[int]:
    """The records of the training, so that of two who settle it the second finds what the first did."""
    records = TrainingRecord.objects.filter(person__in=person.selves, delivery=delivery)
    return list(records.select_for_update().order_by("pk").values_list("pk", flat=True))
