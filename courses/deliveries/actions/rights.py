"""Records projects that pay, and who may teach."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.models import (
    Coordination,
    FormerPeriod,
    Project,
    ProjectPartner,
    TeachingAuthority,
)
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Organisation, Person

PROJECT_FIELDS = {
    "title",
    "starts_on",
    "ends_on",
    "zone",
    "final_payment_on",
    "grant_number",
    "call",
    "amount_euro",
    "retention_years",
}
PERIOD = {"starts_on", "ends_on", "zone"}


@transaction.atomic
def register_project(
    *,
    code: str,
    title: str,
    starts_on: date,
    ends_on: date,
    zone: str,
    by: Person | None,
    at: datetime,
    final_payment_on: date | None = None,
) -> Project:
    """Add a grant project; the same code again returns the one that is there."""
    project, is_new = Project.objects.get_or_create(
        code=code,
        defaults={
            "title": title,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "zone": zone,
            "final_payment_on": final_payment_on,
            "known_from": at,
        },
    )
    if is_new:
        record_event(name="deliveries.project_registered", subject=project, by=by, at=at)
    return project


@transaction.atomic
def change_project(*, project: Project, by: Person | None, at: datetime, **changes: Any) -> Project:
    """Correct what is known of a grant project; the same again changes nothing.

    Its code stays, and so does the period that it was known to have (R27). Records
    `deliveries.project_changed` with what stood there before.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    unknown = set(changes) - PROJECT_FIELDS
    if unknown:
        raise TypeError(f"A project keeps its {', '.join(sorted(unknown))}.")
    changed = [name for name, value in changes.items() if getattr(project, name) != value]
    if not changed:
        return project
    before = {name: str(getattr(project, name)) for name in changed}
    if PERIOD & set(changed):
        period = {name: getattr(project, name) for name in PERIOD}
        FormerPeriod.objects.get_or_create(project=project, known_until=at, defaults=period)
    for name in changed:
        setattr(project, name, changes[name])
    project.save(update_fields=changed)
    record_event(
        name="deliveries.project_changed",
        subject=project,
        by=by,
        at=at,
        payload={"before": before},
    )
    return project


@transaction.atomic
def give_teaching_authority(
    *,
    person: Person,
    programme: ProgrammePage,
    source: str,
    valid_from: date,
    by: Person | None,
    at: datetime,
    module: ModulePage | None = None,
    valid_through: date | None = None,
) -> TeachingAuthority:
    """Give the right to teach a programme or one module of it; once per source (R31)."""
    authority, is_new = TeachingAuthority.objects.get_or_create(
        person=person,
        programme=programme,
        module=module,
        source=source,
        defaults={"valid_from": valid_from, "valid_through": valid_through},
    )
    if is_new:
        record_event(name="deliveries.authority_given", subject=authority, by=by, at=at)
    return authority


@transaction.atomic
def keep_teaching_authority(
    *,
    person: Person,
    programme: ProgrammePage,
    module: ModulePage | None,
    source: str,
    valid_from: date,
    valid_through: date | None,
    suspended_from: date | None,
    suspended_through: date | None,
    by: Person | None,
    at: datetime,
) -> TeachingAuthority:
    """Let the right of this source stand as its accreditation says now; made where it is new (R31).

    Records `deliveries.authority_given` for a new right, and `deliveries.authority_changed` where
    its days are other ones than before. The same again changes nothing.
    """
    days = {
        "valid_from": valid_from,
        "valid_through": valid_through,
        "suspended_from": suspended_from,
        "suspended_through": suspended_through,
    }
    authority, is_new = TeachingAuthority.objects.select_for_update().get_or_create(
        person=person, programme=programme, module=module, source=source, defaults=days
    )
    if is_new:
        record_event(name="deliveries.authority_given", subject=authority, by=by, at=at)
        return authority
    before = {name: getattr(authority, name) for name in days}
    if before != days:
        for name, day in days.items():
            setattr(authority, name, day)
        authority.save(update_fields=list(days))
        record_event(
            name="deliveries.authority_changed",
            subject=authority,
            by=by,
            at=at,
            payload={name: day and day.isoformat() for name, day in days.items()},
        )
    return authority


@transaction.atomic
def name_partner(
    *, project: Project, organisation: Organisation, role: str, by: Person | None, at: datetime
) -> ProjectPartner:
    """Note an organisation that carries a project out, or another part of one that does.

    Refused where another one leads already. Records `deliveries.partner_named`.
    """
    partner = ProjectPartner.objects.filter(project=project, organisation=organisation).first()
    if partner is not None and partner.role == role:
        return partner
    leads = ProjectPartner.objects.filter(project=project, role=ProjectPartner.Role.LEAD)
    if role == ProjectPartner.Role.LEAD and leads.exists():
        raise Refused("lead_there", _("Another organisation leads this project already."))
    partner = partner or ProjectPartner(project=project, organisation=organisation)
    partner.role = role
    partner.save()
    record_event(name="deliveries.partner_named", subject=partner, by=by, at=at)
    return partner


@transaction.atomic
def remove_partner(*, partner: ProjectPartner, by: Person, at: datetime) -> None:
    """It no longer carries the project out. Records `deliveries.partner_removed` of the project."""
    payload = {"organisation": partner.organisation_id, "role": partner.role}
    record_event(
        name="deliveries.partner_removed", subject=partner.project, by=by, at=at, payload=payload
    )
    partner.delete()


@transaction.atomic
def name_coordinator(
    *, project: Project, person: Person, by: Person | None, at: datetime
) -> Coordination:
    """Let a person coordinate a project; twice is once."""
    coordination, is_new = Coordination.objects.get_or_create(project=project, person=person)
    if is_new:
        record_event(name="deliveries.coordinator_named", subject=coordination, by=by, at=at)
    return coordination
