"""What the scheme looks like in numbers: people by country, year and month, and its instructors."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification.certificates.listing import listed
from certification.certificates.rules import Status
from certification.counts.rules import as_of_bound, start_of
from certification.counts.summaries import Sums
from certification.decisions.models import Decision
from certification.schemes.dating import add_months
from certification.schemes.models import CertificateType
from courses.closing.models import TrainerCredit
from courses.enrolment.models import Enrolment

INSTRUCTORS = CertificateType.Register.INSTRUCTORS
MONTHS_SHOWN, MONTHS_AHEAD = 24, 12


def by_month(sums: Sums) -> list[tuple[date, int]]:
    """The months up to that of the as-of date, oldest first, also those with nobody."""
    last = sums.as_of.replace(day=1)
    found = sums.by_month()
    months = [add_months(last, -back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    return [(month, found[month]) for month in months]


@dataclass(frozen=True)
class Instructors:
    """R18: granted first in the period; valid on its last day; who taught a closed training in it."""

    new: int
    active: int
    deployed: int


def instructors(first: date, last: date, zone: str, now: datetime) -> Instructors:
    """Of the types that stand in the register of instructors; the period includes both days.

    Active is as of the last day, or of today where that lies ahead.
    """
    grants = first_grants().filter(
        decided_at__gte=start_of(first, zone), decided_at__lt=as_of_bound(last, zone)
    )
    on = min(last, now.astimezone(ZoneInfo(zone)).date())
    noon = datetime.combine(on, datetime.min.time().replace(hour=12), ZoneInfo(zone))
    taught = TrainerCredit.objects.filter(
        delivery__outcome__isnull=False, taught_through__gte=first, taught_from__lte=last
    )
    return Instructors(
        new=grants.values("person").distinct().count(),
        active=valid(noon).values("person").distinct().count(),
        deployed=taught.values("person").distinct().count(),
    )


def first_grants() -> QuerySet[Decision]:
    return Decision.objects.filter(
        outcome="granted",
        purpose="grant",
        turn=1,
        certificate_type__register=INSTRUCTORS,
    )


def valid(now: datetime) -> QuerySet:
    """Instructors' certificates that are valid on that day (R42)."""
    return listed(now).filter(
        decision__certificate_type__register=INSTRUCTORS, status_today=Status.VALID.value
    )


@dataclass(frozen=True)
class Capacity:
    """Instructors with a valid certificate today, and whose last one ends in which month."""

    valid: int
    ending: list[tuple[date, int]]
    later: int  # after these months, or never

    @property
    def soon(self) -> int:
        return self.valid - self.later


def capacity(now: datetime) -> Capacity:
    """Each person once, by the certificate that lasts longest; one query, read row by row."""
    ends: dict[int, date | None] = {}
    rows: Iterable[tuple[int, date | None]] = valid(now).order_by().values_list("person", "end")
    for person, end in rows:
        before = ends.get(person, date.min)
        ends[person] = None if end is None or before is None else max(before, end)
    first = now.date().replace(day=1)
    months = [add_months(first, ahead) for ahead in range(MONTHS_AHEAD)]
    in_month = Counter(end.replace(day=1) for end in ends.values() if end is not None)
    ending = [(month, in_month[month]) for month in months]
    return Capacity(len(ends), ending, len(ends) - sum(number for _ending, number in ending))


def roles() -> list[tuple[str, str]]:
    """Each role with what many of it are called."""
    many = {
        Enrolment.Role.MANAGER: _("cluster managers"),
        Enrolment.Role.INSTRUCTOR: _("instructors"),
    }
    return [(role.value, many[role]) for role in Enrolment.Role]
