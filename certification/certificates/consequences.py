"""Finds what rests on an accreditation: deliveries to come, those already taught, and certificates (R33, R34)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, QuerySet

from certification.certificates.models import Certificate, DeliveryCase
from courses.deliveries.models import Delivery, Session, SessionRole
from courses.deliveries.overview import SessionLine, lines_of
from lms.people.models import Person

A_DAY = timedelta(days=1)


@dataclass
class Resting:
    """A delivery that the person teaches in, seen from the day from which the right is gone.

    `between`: sessions from that day on that were held before today, to be decided about (R34).
    `coming`: those from today on, which need somebody else (R33).
    """

    delivery: Delivery
    between: list[SessionLine] = field(default_factory=list)
    coming: list[SessionLine] = field(default_factory=list)
    certificates: int = 0

    def is_covered(self, person: Person) -> bool:
        """Whether somebody else with the right teaches every session to come (R32)."""
        return all(
            any(
                each.right and each.right.holds and each.role.person_id != person.pk
                for each in line.roles
            )
            for line in self.coming
        )


@dataclass(frozen=True)
class Consequences:
    """Everything that rests on it; `to_replace` runs or is planned, `to_decide` was taught already."""

    to_replace: list[tuple[Resting, bool]]
    to_decide: list[Resting]


def consequences_of(certificate: Certificate, effective_on: date, today: date) -> Consequences:
    """What a withdrawal or suspension from a day on meets, before it is done as well as after.

    The number of queries grows with the deliveries that the person teaches, which are few.
    """
    person = certificate.person
    found: dict[int, Resting] = {}
    for session in sessions_taught(certificate, effective_on):
        resting = found.setdefault(session.delivery_id, Resting(session.delivery))
        (resting.between if session.day < today else resting.coming).append(SessionLine(session))
    for resting in found.values():
        resting.coming = lines_of(resting.delivery, [line.session for line in resting.coming])
    for delivery, number in numbers_of_certificates(found).items():
        found[delivery].certificates = number
    rows = list(found.values())
    return Consequences(
        to_replace=[
            (row, row.is_covered(person))
            for row in rows
            if row.coming and row.delivery.closed_at is None
        ],
        to_decide=[row for row in rows if row.between],
    )


def sessions_taught(certificate: Certificate, since: date) -> list[Session]:
    """Sessions of the programme from a day of their place on, in which the person teaches."""
    certificate_type = certificate.decision.certificate_type
    roles = SessionRole.objects.teaching().filter(person=certificate.person_id)
    sessions = Session.objects.standing().filter(
        pk__in=roles.values("session"),
        delivery__programme=certificate_type.version.scheme.programme_id,
        delivery__cancelled_at__isnull=True,
        starts_at__gte=datetime.combine(since - A_DAY, time(), UTC),
    )
    if certificate_type.scope == certificate_type.Scope.MODULE:
        sessions = sessions.filter(module__code=certificate.scope)
    sessions = sessions.select_related("delivery", "module").order_by("starts_at", "pk")
    return [session for session in sessions if session.day >= since]


def certificates_from(deliveries: Collection[int]) -> QuerySet[Certificate]:
    """Certificates that rest on places in these deliveries."""
    return Certificate.objects.filter(decision__enrolment__delivery__in=list(deliveries))


def numbers_of_certificates(deliveries: Collection[int]) -> dict[int, int]:
    """By delivery, how many certificates rest on places in it; none where there are none."""
    rows = certificates_from(deliveries).order_by().values_list("decision__enrolment__delivery")
    return dict(rows.annotate(n=Count("pk")))


def cases_of(certificate: Certificate) -> list[DeliveryCase]:
    """Each with its decisions loaded, oldest first; three queries whatever their number."""
    return list(
        DeliveryCase.objects.filter(event__certificate=certificate)
        .select_related("delivery", "event")
        .prefetch_related("decisions__by")
        .order_by("pk")
    )


def open_cases() -> QuerySet[DeliveryCase]:
    """Cases about which nobody has decided for good, oldest first."""
    return (
        DeliveryCase.objects.exclude(decisions__outcome__in=["stands", "withdrawn"])
        .select_related("delivery", "event__certificate__person")
        .prefetch_related("decisions")
        .order_by("opened_at", "pk")
    )
