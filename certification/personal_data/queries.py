"""What binds a person, which projects keep what is about them, and how many removed people count."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from certification.appeals.models import Appeal
from certification.decisions.models import Application
from certification.personal_data.files import projects_with_holds
from certification.personal_data.models import ErasureRequest
from certification.personal_data.rules import Bound
from certification.records.models import TrainingRecord
from courses.deliveries.models import Delivery, Project
from courses.enrolment.models import Enrolment
from lms.people.models import AccessGrant, Person


def projects_of(person: Person) -> QuerySet[Project]:
    """Projects that paid for a place of the person, or claim one, or count its delivery."""
    places = Enrolment.objects.filter(person__in=person.selves).order_by()
    codes = (
        TrainingRecord.objects.filter(person__in=person.selves).order_by().values("project_code")
    )
    return projects_with_holds().filter(
        Q(pk__in=places.filter(project__isnull=False).values("project"))
        | Q(pk__in=places.filter(delivery__project__isnull=False).values("delivery__project"))
        | Q(code__in=codes)
    )


def bound(person: Person, at: datetime) -> Bound:
    """What keeps the person from being removed at this moment."""
    today = timezone.localdate(at)
    running = Delivery.objects.standing().filter(closed_at__isnull=True)
    places = Enrolment.objects.filter(person__in=person.selves, delivery__in=running).in_state(
        "enrolled"
    )
    teaching = running.filter(
        sessions__roles__person__in=person.selves,
        sessions__starts_at__gte=at,
        sessions__cancelled_at__isnull=True,
    )
    administrators = AccessGrant.objects.current().filter(
        role=AccessGrant.Role.ADMINISTRATOR, person__is_active=True
    )
    return Bound(
        holds=_holds(person, today),
        applications=Application.objects.filter(person__in=person.selves, state="open").count(),
        appeals=Appeal.objects.waiting().filter(person__in=person.selves).count(),
        places=list(places.order_by().values_list("delivery__title", flat=True)),
        roles=sorted(set(teaching.values_list("title", flat=True))),
        is_last_administrator=administrators.filter(person__in=person.selves).exists()
        and not administrators.exclude(person__in=person.selves).exists(),
    )


def _holds(person: Person, today: date) -> list[tuple[str, date | None]]:
    return [
        (project.code, hold.until)
        for project in projects_of(person)
        for hold in project.holds.all()
        if hold.binds_on(today)
    ]


def waiting_requests() -> QuerySet[ErasureRequest]:
    """Those that wait for an administrator, the oldest first."""
    return ErasureRequest.objects.open().select_related("person").order_by("asked_at", "pk")


def erasure_of(person: Person) -> ErasureRequest | None:
    return ErasureRequest.objects.filter(
        person__in=person.selves, outcome=ErasureRequest.Outcome.ERASED
    ).first()
