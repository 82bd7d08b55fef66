"""Whose access as an auditor stands or is over, and what is in the log."""

from django.db.models import QuerySet

from lms.auditing.models import AuditEntry
from lms.people.models import AccessGrant, Person


def is_auditor(person: Person) -> bool:
    return not person.roles.isdisjoint(AccessGrant.AUDITORS)


def only_audits(person: Person) -> bool:
    """Whether auditing is all that the person does here by a role."""
    return bool(person.roles) and person.roles.issubset(AccessGrant.AUDITORS)


def standing_grant(person: Person) -> AccessGrant | None:
    """The access by which the person audits now."""
    return person.access_grants.current().of_auditors().order_by("-pk").first()


def shut_grant(person: Person) -> AccessGrant | None:
    """The last access as an auditor of somebody who has no access role now, if there was one."""
    if person.roles:
        return None
    return person.access_grants.of_auditors().order_by("-pk").first()


def entries(*, text: str = "", outcome: str = "") -> QuerySet[AuditEntry]:
    """The log, newest first; by the code of an export, a part of the address, or the outcome."""
    found = AuditEntry.objects.select_related("person")
    if text:
        by_code = found.filter(code=text.strip().upper())
        found = by_code if by_code.exists() else found.filter(path__icontains=text)
    if outcome == "refused":
        found = found.exclude(outcome=AuditEntry.Outcome.OPENED)
    elif outcome:
        found = found.filter(what=outcome)
    return found
