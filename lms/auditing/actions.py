"""Keeps what auditors did; the only writer of the log."""

from datetime import datetime

from lms.auditing.models import LONGEST, AuditEntry
from lms.people.models import AccessGrant, Person


def keep_entry(
    *,
    by: Person,
    grant: AccessGrant | None,
    at: datetime,
    method: str,
    path: str,
    query: str,
    route: str,
    what: str,
    outcome: str,
    status: int,
    code: str,
) -> AuditEntry:
    """Append what was asked for and what came of it (R60).

    It is a row of its own and no event: reading changes nothing that the journal would seal, and
    an auditor's day is hundreds of pages (decision 0023).
    """
    return AuditEntry.objects.create(
        person=by,
        grant=grant,
        at=at,
        method=method[:10],
        path=path[: LONGEST["path"]],
        query=query[: LONGEST["query"]],
        route=route[: LONGEST["route"]],
        what=what,
        outcome=outcome,
        status=status,
        code=code,
    )
