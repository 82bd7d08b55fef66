"""Records projects that pay, and who may teach."""

from datetime import date, datetime

from django.db import transaction

from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.models import Coordination, Project, TeachingAuthority
from lms.journal.actions import record_event
from lms.people.models import Person


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
        },
    )
    if is_new:
        record_event(name="deliveries.project_registered", subject=project, by=by, at=at)
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
def name_coordinator(
    *, project: Project, person: Person, by: Person | None, at: datetime
) -> Coordination:
    """Let a person coordinate a project; twice is once."""
    coordination, is_new = Coordination.objects.get_or_create(project=project, person=person)
    if is_new:
        record_event(name="deliveries.coordinator_named", subject=coordination, by=by, at=at)
    return coordination
