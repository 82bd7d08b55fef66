"""Gives auditors their access: to the whole scheme or to projects, for a purpose, for a time (R60)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.deliveries.models import AuditedProject, Project
from lms.errors import Refused
from lms.people.actions import end_access, grant_access
from lms.people.models import AccessGrant, Person

Role = AccessGrant.Role


@transaction.atomic
def open_audit(
    *,
    person: Person,
    projects: Sequence[Project] | None,
    purpose: str,
    first_day: date,
    last_day: date,
    zone: str,
    by: Person,
    at: datetime,
) -> AccessGrant:
    """Let a person read as an auditor from the first day to the last, both included.

    `projects` None: the whole scheme. One access at a time: one that is over is ended first, the
    same again changes nothing. Refused to others than administrators, for oneself, for somebody who
    works for the scheme, without purpose or projects, for days that are past or turned round, and
    while another access stands. Records `people.access_granted`.
    """
    _check(person, projects, purpose, by)
    if last_day < first_day:
        raise Refused("days_turned", _("The last day is before the first one."), "R60")
    opens_at, closes_at = _start(first_day, zone), _start(last_day + timedelta(days=1), zone)
    if closes_at <= at:
        raise Refused("over_already", _("The last day is past already."), "R60")
    Person.objects.select_for_update().get(pk=person.pk)
    role = Role.AUDITOR if projects is None else Role.PROJECT_AUDITOR
    for grant in person.access_grants.of_auditors().filter(ended_at__isnull=True):
        said = (grant.role, grant.purpose, grant.opens_at, grant.closes_at)
        codes = set(grant.audited.values_list("project", flat=True))
        if said == (role, purpose.strip(), opens_at, closes_at) and codes == _ids(projects):
            return grant
        if grant.closes_at is None or grant.closes_at > at:
            raise Refused("has_access", _standing(grant), "R60")
        end_access(grant=grant, by=by, at=at)
    grant = grant_access(
        person=person,
        role=role,
        purpose=purpose.strip(),
        opens_at=opens_at,
        closes_at=closes_at,
        zone=zone,
        by=by,
        at=at,
    )
    AuditedProject.objects.bulk_create(
        AuditedProject(grant=grant, project=project) for project in projects or ()
    )
    return grant


def _check(person: Person, projects: Sequence[Project] | None, purpose: str, by: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators let auditors in."), "R60")
    if by.pk == person.pk:
        raise Refused("oneself", _("Nobody lets themselves in as an auditor."), "R60")
    others = person.roles - set(AccessGrant.AUDITORS)
    if others:
        names = ", ".join(str(Role(role).label) for role in sorted(others))
        sentence = _("This person works for the scheme (%s), so they cannot audit it.")
        raise Refused("not_independent", sentence % names, "R60")
    if not purpose.strip():
        raise Refused("purpose_missing", _("Say what the access is for."), "R60")
    if projects is not None and not projects:
        raise Refused("scope_missing", _("Choose at least one project."), "R60")


def _standing(grant: AccessGrant) -> str:
    if grant.last_day is None:
        return _("They have an access without a last day. End it first.")
    day = date_format(grant.last_day, "j F Y")
    return _("They have an access until %s. End it first.") % day


def _ids(projects: Sequence[Project] | None) -> set[int]:
    return {project.pk for project in projects or ()}


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
