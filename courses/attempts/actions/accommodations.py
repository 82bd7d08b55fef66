"""Grants and ends accommodations (R61). Why one is given is not asked and not kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessments.models import Assessment
from courses.attempts import rules
from courses.attempts.models import Accommodation
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@dataclass(frozen=True)
class Measure:
    """What an accommodation gives, and for how long; without an assessment it holds for all."""

    valid_from: date
    valid_through: date | None = None
    assessment: Assessment | None = None
    extra_time_percent: int = 0
    extra_attempts: int = 0
    break_minutes: int = 0


@transaction.atomic
def grant_accommodation(
    *, person: Person, measure: Measure, by: Person, at: datetime
) -> Accommodation:
    """Give a person more time, attempts or breaks from a day on, for resits too.

    The same one again returns the one that is there. Refused to who is no administrator, for
    oneself, and when it gives nothing. Records `attempts.accommodation_granted` without saying what.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    _check(by, person)
    given = vars(measure)
    if not (measure.extra_time_percent or measure.extra_attempts or measure.break_minutes):
        raise Refused("gives_nothing", _("Say how much time, attempts or breaks to add."), "R61")
    if measure.valid_through and measure.valid_through < measure.valid_from:
        raise Refused("ends_before_it_begins", _("The last day lies before the first."), "R61")
    same = Accommodation.objects.filter(person=person, ended_at__isnull=True, **given).first()
    if same is not None:
        return same
    granted = Accommodation.objects.create(person=person, granted_by=by, granted_at=at, **given)
    record_event(name="attempts.accommodation_granted", subject=granted, by=by, at=at)
    return granted


@transaction.atomic
def end_accommodation(*, accommodation: Accommodation, by: Person, at: datetime) -> Accommodation:
    """It gives nothing to attempts that begin from now on; a second time changes nothing.

    Attempts that run keep their time. Records `attempts.accommodation_ended`.
    """
    accommodation = Accommodation.objects.select_for_update(of=("self",)).get(pk=accommodation.pk)
    _check(by, accommodation.person)
    if accommodation.ended_at is not None:
        return accommodation
    accommodation.ended_at = at
    accommodation.save(update_fields=["ended_at"])
    record_event(name="attempts.accommodation_ended", subject=accommodation, by=by, at=at)
    return accommodation


def _check(by: Person, person: Person) -> None:
    if not rules.may_accommodate(by.roles) or by.pk == person.pk:
        sentence = _("Accommodations are granted by an administrator, and never to oneself.")
        raise Refused("not_allowed", sentence, "R61")
