"""Gives people their place in a programme."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Organisation, Person, Region


@transaction.atomic
def enrol(
    *,
    person: Person,
    programme: ProgrammePage,
    role: str,
    by: Person | None,
    at: datetime,
    project: Project | None = None,
    organisation: Organisation | None = None,
    region: Region | None = None,
    country: str = "",
) -> Enrolment:
    """Enrol a person for a role; the same place again is returned unchanged.

    Organisation, region and country are kept as of this day (R21, R22); region and country come
    from the organisation unless given. Records `enrolment.enrolled`.
    """
    if role not in Enrolment.Role.values:
        raise Refused("unknown_role", _("There is no role “%s” in a programme.") % role)
    if organisation is not None:
        region = region or organisation.region
        country = country or organisation.country
    enrolment, is_new = Enrolment.objects.get_or_create(
        person=person,
        programme=programme,
        role=role,
        project=project,
        defaults={
            "organisation": organisation,
            "region": region,
            "country": country,
            "enrolled_at": at,
        },
    )
    if is_new:
        record_event(name="enrolment.enrolled", subject=enrolment, by=by, at=at)
    return enrolment
