"""Decides what of an auditor's requests is kept, as what, and what a refusal was about (R60)."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.auditing.models import AuditEntry
from lms.people.models import AccessGrant

What, Outcome = AuditEntry.What, AuditEntry.Outcome
# The rooms in which evidence is read; what is refused is kept wherever it was asked for.
ROOMS = frozenset(
    {
        "api-1",
        "appeals",
        "attendance",
        "audits",
        "certificates",
        "counts",
        "credentials",
        "decisions",
        "disputes",
        "documents",
        "labels",
        "lineage",
        "reports",
        "targets",
    }
)
NOT_KEPT = frozenset(
    {"audits:progress"}
)  # asked for every two seconds, and says only how far it is
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = frozenset({401, 403, 404, 405})


def is_refused(status: int, location: str = "") -> bool:
    """A way to the sign-in page refuses as well, for somebody who is signed in."""
    return status in REFUSED or urlsplit(location).path.endswith("/login/")


def is_kept(route: str, *, refused: bool) -> bool:
    room = route.partition(":")[0]
    return refused or (room in ROOMS and route not in NOT_KEPT)


def what_of(method: str, code: str, disposition: str) -> AuditEntry.What:
    if method not in SAFE:
        return What.WRITE
    if code:
        return What.EXPORT
    return What.FILE if disposition.startswith("attachment") else What.PAGE


def outcome_of(method: str, *, refused: bool, has_ended: bool) -> AuditEntry.Outcome:
    if has_ended:
        return Outcome.ENDED
    if not refused:
        return Outcome.OPENED
    return Outcome.OUTSIDE if method in SAFE else Outcome.WRITING


def why_shut(grant: AccessGrant, at: datetime) -> str:
    """The sentence for somebody whose access is not open now."""
    ask = _("If you need it again, ask the scheme administrator.")
    first = grant.first_day
    if grant.ended_at is None and grant.opens_at and grant.opens_at > at and first:
        day = date_format(first, "j F Y")
        return _("Your access as an auditor begins on %s.") % day
    if grant.ended_at is None and grant.last_day is not None:
        day = date_format(grant.last_day, "j F Y")
        return _("Your access as an auditor ended on %s.") % day + " " + ask
    zone = ZoneInfo(grant.zone or settings.TIME_ZONE)
    day = date_format((grant.ended_at or at).astimezone(zone).date(), "j F Y")
    return _("Your access as an auditor ended on %s.") % day + " " + ask
