"""Puts together what a trainer and a coordinator find about their deliveries."""

from datetime import date

from django.db.models import Q, QuerySet

from courses.deliveries.models import Delivery, SessionRole, TeachingAuthority
from courses.deliveries.overview import listed
from lms.people.models import Person


def taught_by(person: Person) -> QuerySet[Delivery]:
    """Deliveries in which the person teaches or that they made, and that are not over; the next first."""
    roles = SessionRole.objects.teaching().filter(person__in=person.selves)
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


def rights_of(person: Person, today: date) -> QuerySet[TeachingAuthority]:
    """Rights to teach that hold today, the one that ends first on top."""
    rights = TeachingAuthority.objects.valid_on(today).filter(person__in=person.selves)
    return (
        rights.select_related("programme", "module")
        .defer("programme__outline")
        .order_by("valid_through", "pk")
    )
