"""Decides which version of a scheme applies to whom, and on which day something is decided."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from certification.schemes.models import CertificateType, Scheme


def day_of(moment: datetime, scheme: Scheme) -> date:
    """The day of a moment where the scheme is at home, whatever zone the moment came in (R26)."""
    return moment.astimezone(ZoneInfo(scheme.zone)).date()


def type_that_applies(
    types: Iterable[CertificateType], admitted_on: date, day: date
) -> CertificateType | None:
    """Of one type in several versions of a scheme, the one that applies on `day` (R51).

    Candidates finish under the version of their admission until its end date; if several held
    then, under the newest of them. Otherwise the newest version that holds on the day applies.
    """
    holding = [row for row in types if row.version.holds_on(day)]
    of_admission = [row for row in holding if row.version.holds_on(admitted_on)]
    return max(of_admission or holding, key=lambda row: row.version.number, default=None)
