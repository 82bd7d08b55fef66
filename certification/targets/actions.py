"""What is done about targets: added in the words of the agreement, ended with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.counts.models import CountingRule
from certification.targets.models import Target
from courses.deliveries.models import Project
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


def refuse_others(by: Person | None) -> None:
    if by is not None and "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only an administrator changes projects and targets."))


@transaction.atomic
def add_target(*, project: Project, by: Person | None, at: datetime, **values: Any) -> Target:
    """Add a target; the same one that stands already is returned.

    Refused to others than administrators, and where the counting rule is not there. Records
    `targets.target_added`.
    """
    refuse_others(by)
    if not CountingRule.objects.filter(code=values["rule_code"]).exists():
        raise Refused("rule_unknown", _("There is no such counting rule."), "R11")
    standing = Target.objects.standing().filter(project=project, **values).first()
    if standing is not None:
        return standing
    target = Target(project=project, added_at=at, added_by=by, **values)
    target.full_clean()
    target.save()
    record_event(name="targets.target_added", subject=target, by=by, at=at)
    return target


@transaction.atomic
def end_target(*, target: Target, reason: str, by: Person, at: datetime) -> Target:
    """A target no longer holds, as after an amendment; once. Records `targets.target_ended`."""
    refuse_others(by)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the target no longer holds."))
    target = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if target.ended_at is None:
        target.ended_at, target.ended_by, target.end_reason = at, by, reason.strip()
        target.save(update_fields=["ended_at", "ended_by", "end_reason"])
        record_event(name="targets.target_ended", subject=target, by=by, at=at)
    return target
