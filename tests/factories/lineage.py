"""Closed trainings as rows, for histories of many; the tests of closing make them by actions."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from courses.closing.models import TrainerCredit
from courses.deliveries.models import (
    Delivery,
    Session,
    SessionRight,
    SessionRole,
    TeachingAuthority,
)
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.lineage.actions import sum_up_delivery
from lms.people.models import Person
from tests.factories.deliveries import ZONE

DAY = date(2020, 3, 2)
MINUTES = 60


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def closed_training(
    programme,
    *,
    trainers: Sequence[Person],
    completed: Sequence[Person] = (),
    not_completed: Sequence[Person] = (),
    day: date = DAY,
    sums: bool = True,
    right: str = "founding faculty",
    **fields,
) -> Delivery:
    """One session of an hour that all these taught, the first one as lead; closed the next day."""
    delivery = Delivery.objects.create(
        programme=programme,
        code=uuid.uuid4().hex,
        kind=fields.pop("kind", "training"),
        title=fields.pop("title", "Training"),
        zone=ZONE,
        capacity=100,
        created_at=at(day),
        opened_at=at(day),
        closed_at=at(day + timedelta(days=1)),
        **fields,
    )
    session = Session.objects.create(
        delivery=delivery,
        title="Session",
        starts_at=at(day),
        minutes=MINUTES,
        zone=ZONE,
        check_in_secret=uuid.uuid4().hex,
    )
    for place, trainer in enumerate(trainers):
        role = "co-trainer" if place else "lead"
        taught = SessionRole.objects.create(
            session=session, person=trainer, role=role, given_at=at(day)
        )
        authority = TeachingAuthority.objects.filter(person=trainer, source=right).first()
        SessionRight.objects.create(
            role=taught,
            authority=authority,
            source=right if authority else "",
            reason="" if authority else "no right to teach this module is on record",
            on=day,
            checked_at=at(day),
        )
    TrainerCredit.objects.bulk_create(
        TrainerCredit(
            delivery=delivery,
            person=trainer,
            role="co-trainer" if place else "lead",
            minutes=MINUTES,
            minutes_in_all=MINUTES,
            taught_from=day,
            taught_through=day,
            credited_at=delivery.closed_at,
        )
        for place, trainer in enumerate(trainers)
    )
    outcomes = {"completed": completed, "not completed": not_completed}
    for kind, people in outcomes.items():
        for person in people:
            complete(delivery, person, day, kind)
    if sums:
        sum_up_delivery(delivery=delivery)
    return delivery


def complete(delivery: Delivery, person: Person, day: date, kind: str = "completed") -> Enrolment:
    place, _is_new = Enrolment.objects.get_or_create(
        person=person,
        delivery=delivery,
        defaults={
            "programme_id": delivery.programme_id,
            "role": "manager",
            "enrolled_at": at(day),
        },
    )
    EnrolmentStep.objects.create(
        enrolment=place,
        kind=kind,
        counted_on=day if kind == "completed" else None,
        at=at(day),
    )
    return place
