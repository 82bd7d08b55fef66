"""Decides what may happen to a certificate next, or says why not; no query, no clock.

Each function answers None where nothing speaks against it, else the refusal with its reason.
"""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from certification.certificates.models import CaseDecision, StatusEvent
from certification.certificates.rules import Status, StatusOn
from certification.schemes.dating import Turn, add_months
from lms.errors import Refused

OFFICER = "officer"
HOLDS = (Status.VALID, Status.SUSPENDED)


def possible(
    now: StatusOn, *, may_extend: bool, modules: int, others: int, roles: Collection[str]
) -> list[str]:
    """The changes that make sense today, for an officer; each is asked again when it is done.

    `modules`: how many it stands for; `others`: how many certificates the person has beside it.
    """
    if OFFICER not in roles or now.status is Status.NOT_YET:
        return []
    sense = {
        "suspend": now.is_valid,
        "lift": now.status is Status.SUSPENDED,
        "extend": now.status in HOLDS and now.valid_through is not None and may_extend,
        "reduce": now.status in HOLDS and modules > 1,
        "rename": True,
        "supersede": now.status in (Status.VALID, Status.EXPIRED) and others > 0,
        "withdraw": now.status not in (Status.WITHDRAWN, Status.SUPERSEDED),
    }
    return [code for code, makes_sense in sense.items() if makes_sense]


def why_not_by(roles: Collection[str], *, is_holder: bool) -> Refused | None:
    """Only certification officers change certificates, and nobody their own (R48)."""
    if OFFICER not in roles:
        return Refused("not_officer", _("Only a certification officer may do this."), "R48")
    if is_holder:
        return Refused("own", _("This is your own certificate: ask another officer."), "R48")
    return None


def why_no_reason(reason: str) -> Refused | None:
    if not reason.strip():
        return Refused("reason_missing", _("Say why; the reason stays with the certificate."))
    return None


def why_not_suspend(then: StatusOn, *, today: date, through: date | None) -> Refused | None:
    """`then` is the status on the first day of the suspension (R42)."""
    if then.day < today:
        return Refused("in_the_past", _("A suspension begins today or later."), "R42")
    if through is not None and through < then.day:
        return Refused("ends_before", _("It cannot end before it begins."), "R42")
    if not then.is_valid:
        return Refused("not_valid", _not_valid(then), "R42")
    return None


def why_not_lift(then: StatusOn, *, today: date) -> Refused | None:
    if then.day < today:
        return Refused("in_the_past", _("A suspension is lifted today or later."), "R42")
    if then.status is not Status.SUSPENDED:
        return Refused("not_suspended", _("It is not suspended on that day."), "R42")
    return None


def why_not_withdraw(
    last: StatusOn, *, effective_on: date, granted_on: date, is_withdrawn: bool
) -> Refused | None:
    """The day may lie in the past (R34), but not before the grant. `last`: the status today."""
    if is_withdrawn:
        return Refused("withdrawn", _("It is withdrawn already."), "R42")
    if last.status is Status.SUPERSEDED:
        return Refused("superseded", _("Another certificate has replaced it: withdraw that one."))
    if effective_on < granted_on:
        return Refused(
            "before_grant", _("It was granted on %s; choose that day or a later one.") % granted_on
        )
    return None


def why_not_extend(
    now: StatusOn, *, through: date, first_end: date | None, limit_months: int | None
) -> Refused | None:
    """`first_end`: the end without extensions, from which the limit of the type counts (R38)."""
    if now.valid_through is None or first_end is None:
        return Refused("no_end", _("It does not expire, so there is nothing to extend."), "R38")
    if now.status not in HOLDS:
        return Refused("not_valid", _not_valid(now), "R38")
    if not limit_months:
        return Refused("no_extension", _("The scheme allows no extension of this type."), "R38")
    latest = add_months(first_end, limit_months)
    if through <= now.valid_through:
        return Refused("not_later", _("It is valid through %s already.") % now.valid_through, "R38")
    if through > latest:
        return Refused("over_limit", _("The scheme allows it until %s at most.") % latest, "R38")
    return None


def why_not_reduce(
    now: StatusOn, *, left: Collection[str], covered: Collection[str]
) -> Refused | None:
    """`covered`: the modules that it stands for now; some of them must be left, and not all."""
    if now.status not in HOLDS:
        return Refused("not_valid", _not_valid(now), "R42")
    if len(covered) < 2:
        return Refused("one_module", _("It is about one module; it cannot be reduced."), "R42")
    if not left:
        return Refused("nothing_left", _("Leave at least one module, or withdraw it."), "R42")
    if not set(left) < set(covered):
        return Refused("not_less", _("Take away at least one module that it stands for."), "R42")
    return None


def why_not_supersede(
    now: StatusOn, *, successor: StatusOn, is_same: bool, is_same_person: bool
) -> Refused | None:
    if is_same or not is_same_person:
        return Refused("not_theirs", _("Choose another certificate of the same person."), "R42")
    if now.status not in (Status.VALID, Status.EXPIRED):
        return Refused("not_valid", _not_valid(now), "R42")
    if not successor.is_valid:
        return Refused("successor", _("The other certificate is not valid today."), "R42")
    return None


def why_not_restore(event: StatusEvent, *, is_undone: bool) -> Refused | None:
    """An appeal may undo a withdrawal or a suspension, once (R50)."""
    if event.kind not in StatusEvent.MAY_BE_UNDONE:
        return Refused("nothing_to_undo", _("There is nothing in this to restore."), "R50")
    if is_undone:
        return Refused("undone", _("This was undone already."), "R50")
    return None


def why_not_renew(now: StatusOn, turn: Turn) -> Refused | None:
    """Within the window or the grace; after the grace only a first grant is possible (R44)."""
    if now.status in (Status.WITHDRAWN, Status.SUPERSEDED):
        return Refused("not_valid", _not_valid(now), "R44")
    if not turn.is_renewal:
        return Refused("lapsed", _("The time to renew is over: it is granted anew."), "R44")
    return None


def why_not_rename(now: str, wanted: str) -> Refused | None:
    if not wanted.strip():
        return Refused("name_missing", _("Write the name as it shall stand on the paper."), "R41")
    if wanted.strip() == now:
        return Refused("same_name", _("This name stands on it already."), "R41")
    return None


def _not_valid(then: StatusOn) -> str:
    return _("It is not valid on %(day)s: %(status)s.") % {
        "day": then.day,
        "status": then.status.label,
    }


def why_not_decide_case(last: str, outcome: str) -> Refused | None:
    if outcome not in CaseDecision.Outcome.values:
        return Refused("unknown_outcome", _("Choose what was found about the delivery."), "R34")
    if last == outcome:
        return Refused("same", _("This was said of it last."), "R34")
    return None
