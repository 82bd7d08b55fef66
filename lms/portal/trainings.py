"""Puts together what a trainer and a coordinator find about their deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from courses.closing import rules as closing_rules
from courses.closing.models import TrainerCredit
from courses.deliveries.models import Delivery, SessionRole, TeachingAuthority
from courses.deliveries.overview import listed
from courses.enrolment.models import Enrolment
from courses.lineage.rules import Given, Lacking, lacking
from courses.observations.queries import observations_met
from courses.progress.models import ProgrammeCompletion
from lms.people.models import Person


def taught_by(person: Person) -> QuerySet[Delivery]:
    """Deliveries in which the person teaches or that they made, and that are not over; the next first."""
    roles = SessionRole.objects.teaching().filter(person=person)
    return (
        listed(person)
        .filter(
            Q(pk__in=roles.values("session__delivery")) | Q(created_by=person),
            closed_at__isnull=True,
            cancelled_at__isnull=True,
        )
        .order_by("starts_at", "pk")
    )


def coordinated_by(person: Person) -> QuerySet[Delivery]:
    """Deliveries of the projects that the person coordinates, newest first."""
    return listed(person).filter(project__coordinations__person=person)


@dataclass(frozen=True)
class Way:
    """How far somebody is on the way to the next rung, and until when they have time."""

    steps: list[Lacking]
    trained_on: date | None
    today: date

    @property
    def deadline(self) -> date | None:
        return closing_rules.deadline(self.trained_on) if self.trained_on else None

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and self.today > self.deadline

    @property
    def is_complete(self) -> bool:
        return all(each.is_met for each in self.steps)


def way_of(person: Person, brought: Iterable[TrainerCredit], today: date) -> Way:
    """What the third rung asks, from what was brought and observed (R36, R37, R38)."""
    given = [
        Given(
            title=each.delivery.title,
            closed_on=timezone.localdate(each.credited_at),
            role=each.role,
            participants=each.delivery.outcome.participants,
            completers=each.delivery.outcome.completers,
            is_signed_lead=each.counts_as_led,
        )
        for each in brought
    ]
    completed = ProgrammeCompletion.objects.standing().filter(
        enrolment__person=person, enrolment__role=Enrolment.Role.INSTRUCTOR
    )
    first: datetime | None = completed.aggregate(first=Min("completed_at"))["first"]
    return Way(
        steps=lacking(given, len(observations_met(person))),
        trained_on=timezone.localdate(first) if first else None,
        today=today,
    )


def rights_of(person: Person, today: date) -> QuerySet[TeachingAuthority]:
    """Rights to teach that hold today, the one that ends first on top."""
    rights = TeachingAuthority.objects.valid_on(today).filter(person=person)
    return (
        rights.select_related("programme", "module")
        .defer("programme__outline")
        .order_by("valid_through", "pk")
    )
