"""Decides who may teach a module on a day, where a delivery stands, and what it may still become."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.deliveries.models import Delivery

PLANNING_ROLES = frozenset({"administrator"})


class Authority(Protocol):
    """What the rule reads of a right to teach."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_through(self) -> date | None: ...
    @property
    def suspended_from(self) -> date | None: ...
    @property
    def suspended_through(self) -> date | None: ...
    @property
    def module_id(self) -> int | None: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class Right:
    """The right by which somebody may teach, or (without one) why they may not (R31)."""

    authority: Authority | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.authority is not None


def right_on(authorities: Iterable[Authority], module_id: int | None, day: date) -> Right:
    """Of a person's authorities for one programme, the one that holds for the module on the day.

    Judged for each session on its own day: to have begun before the end covers nothing after it
    (R31). A session without a module needs any right in the programme. The reason names the right
    that failed last, so that one sees since when.
    """
    fitting = [each for each in authorities if each.module_id in (None, module_id) or not module_id]
    for authority in sorted(fitting, key=lambda each: (each.module_id is None, each.source)):
        if not why_not(authority, day):
            return Right(authority)
    if not fitting:
        return Right(None, _("no right to teach this module is on record"))
    return Right(None, why_not(max(fitting, key=lambda each: each.valid_from), day))


def why_not(authority: Authority, day: date) -> str:
    """Why an authority does not hold on a day; empty where it does. Its last day is included (R43)."""
    if day < authority.valid_from:
        return _("the right begins only on %s") % authority.valid_from.isoformat()
    if authority.valid_through is not None and day > authority.valid_through:
        return _("the right ended on %s") % authority.valid_through.isoformat()
    first, last = authority.suspended_from, authority.suspended_through
    if first is not None and first <= day and (last is None or day <= last):
        return _("the right is suspended since %s") % first.isoformat()
    return ""


def status(delivery: Delivery, starts_at: datetime | None, now: datetime) -> str:
    """planned, open, running, closed or cancelled; running from the start of its first session."""
    if delivery.cancelled_at is not None:
        return "cancelled"
    if delivery.closed_at is not None:
        return "closed"
    if delivery.opened_at is None:
        return "planned"
    return "running" if starts_at is not None and now >= starts_at else "open"


STATUS_WORDS = {
    "planned": gettext_lazy("planned"),
    "open": gettext_lazy("open for enrolment"),
    "running": gettext_lazy("running"),
    "closed": gettext_lazy("closed"),
    "cancelled": gettext_lazy("cancelled"),
}


def may_plan(person, *, may_teach_any: bool) -> bool:
    """Administrators plan any delivery, instructors a training of their own."""
    return not person.roles.isdisjoint(PLANNING_ROLES) or may_teach_any


def lists_lock_at(ends_at: datetime, days: int) -> datetime:
    """Attendance lists lock so many days after the session (R62)."""
    return ends_at + timedelta(days=days)


def credit(role: str) -> Fraction:
    """What one session counts for somebody in that role: lead and co-trainer 1, others 0 (R35)."""
    return Fraction(1) if role in {"lead", "co-trainer"} else Fraction(0)


def fractional_share(role: str, teaching_roles: Sequence[str]) -> Fraction:
    """A trainer's part of a session that several taught; the parts of all add up to one (R35)."""
    if role not in teaching_roles:
        return Fraction(0)
    return Fraction(1, len(teaching_roles))
