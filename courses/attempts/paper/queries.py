"""Who may print the tests of a delivery, and who may see their keys."""

from datetime import date

from django.db.models import Q, QuerySet

from courses.assessments.rules import may_edit_questions
from courses.attempts.models import Result
from courses.attempts.queries import markable_modules
from courses.catalogue.models import ModulePage
from courses.deliveries.models import Delivery, SessionRole
from courses.deliveries.queries import run_by
from courses.enrolment.models import Enrolment
from lms.people.models import Person


def held_by(person: Person) -> QuerySet[Delivery]:
    """Deliveries that the person runs or teaches in, but has no place in."""
    taught = SessionRole.objects.teaching().filter(person__in=person.selves)
    places = Enrolment.objects.filter(person__in=person.selves, delivery__isnull=False)
    return Delivery.objects.filter(
        Q(pk__in=run_by(person).values("pk")) | Q(pk__in=taught.values("session__delivery"))
    ).exclude(pk__in=places.values("delivery"))


def printable(delivery: Delivery, person: Person) -> QuerySet[ModulePage]:
    """Modules of the delivery with a test that the person does not have to take themselves.

    Who has a place in the programme sees the questions of a test only once they have passed it.
    """
    modules = ModulePage.objects.filter(
        pk__in=delivery.modules.values("module"), assessment__design__isnull=False
    )
    if Enrolment.objects.filter(person__in=person.selves, programme=delivery.programme_id).exists():
        passed = Result.objects.filter(attempt__enrolment__person__in=person.selves, is_passed=True)
        modules = modules.filter(assessment__in=passed.values("attempt__assessment"))
    return modules.select_related("assessment__design", "assessment__bank").order_by("path")


def keys_open_to(person: Person, day: date) -> QuerySet[ModulePage]:
    """Modules whose keys the person may see: those they may mark; authors all (R31)."""
    if may_edit_questions(person):
        return ModulePage.objects.all()
    return markable_modules(person, day)
