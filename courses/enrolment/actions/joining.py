"""Gives people their place in a delivery: applications, approval, the waiting list, leaving."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.actions import allow_correction
from courses.deliveries.models import Delivery, Project
from courses.enrolment import queries, rules
from courses.enrolment.models import Enrolment, EnrolmentStep
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Organisation, Person

Kind = EnrolmentStep.Kind
ROLE_OF = {"cohort": Enrolment.Role.INSTRUCTOR, "training": Enrolment.Role.MANAGER}


@transaction.atomic
def join_delivery(
    *,
    delivery: Delivery,
    person: Person,
    by: Person | None,
    at: datetime,
    kind: str = Kind.ENROLLED,
    project: Project | None = None,
    organisation: Organisation | None = None,
    reason: str = "",
) -> Enrolment:
    """Invite, let apply, or enrol a person in a delivery; the same again changes nothing.

    Organisation, region and country are kept as of this day (R21, R22); the place carries its own
    project (R13). When every place is taken one waits. Refused for who teaches or tutors in it
    (R9), before it is open, and when it is cancelled; when it is closed only with a reason (R27).
    Records `enrolment.enrolled` for a new place and `enrolment.step_taken` for each step.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    allow_correction(delivery=delivery, reason=reason, by=by or person, at=at)
    if delivery.opened_at is None:
        raise Refused("not_open", _("This delivery is not open for enrolment yet."))
    if queries.teaches_or_tutors_in(person, delivery):
        raise Refused("teaches_here", _("Who teaches a delivery cannot take part in it."), "R9")
    refuse_circle(delivery, queries.trainers_of(delivery), [person])
    organisation = organisation or queries.employer_of(person, at.date())
    known = Enrolment.objects.filter(delivery=delivery, person__in=person.selves).first()
    enrolment, is_new = Enrolment.objects.get_or_create(
        person=known.person if known else person,
        delivery=delivery,
        defaults={
            "programme": delivery.programme,
            "role": ROLE_OF[delivery.kind],
            "project": project,
            "organisation": organisation,
            "region": organisation.region if organisation else None,
            "country": organisation.country if organisation else "",
            "enrolled_at": at,
        },
    )
    if is_new:
        record_event(name="enrolment.enrolled", subject=enrolment, by=by, at=at)
    state = queries.state_of(enrolment)
    if state in rules.TAKING_PART or state == kind:
        return enrolment
    if kind == Kind.ENROLLED and not _has_room(delivery):
        kind = Kind.WAITING
    take_step(enrolment=enrolment, kind=kind, by=by, at=at, reason=reason)
    return enrolment


def refuse_circle(delivery: Delivery, trainers: Sequence[Person], people: Sequence[Person]) -> None:
    """Refused when somebody would be trained by a person whom they trained themselves (R40)."""
    ids = {person.pk: person for person in people}
    for trainer in trainers:
        circle = queries.above(trainer, delivery.kind) & set(ids)
        if circle:
            raise Refused(
                "circle",
                _(
                    "%(person)s trained %(trainer)s, or who trained them, and cannot be their trainee."
                )
                % {"person": ids[circle.pop()], "trainer": trainer},
                "R40",
            )


def _has_room(delivery: Delivery) -> bool:
    return rules.free_places(delivery.capacity, queries.places_taken(delivery)) > 0


@transaction.atomic
def approve(*, enrolment: Enrolment, by: Person, at: datetime, reason: str = "") -> EnrolmentStep:
    """Give an applicant a place, or the next place on the waiting list when none is free.

    Refused once the delivery is closed: who was forgotten joins by a correction (R27).
    """
    delivery = _locked_delivery(enrolment)
    state = queries.state_of(enrolment)
    if state in rules.TAKING_PART:
        return enrolment.steps.latest("pk")
    if state in rules.OVER:
        raise Refused("over", _("This application is over; the person may apply again."))
    if delivery.closed_at is not None:
        raise Refused(
            "closed", _("The delivery is closed; add the person with the reason instead."), "R27"
        )
    kind = Kind.ENROLLED if _has_room(delivery) else Kind.WAITING
    if state == kind:
        return enrolment.steps.latest("pk")
    return take_step(enrolment=enrolment, kind=kind, by=by, at=at, reason=reason)


@transaction.atomic
def decline(*, enrolment: Enrolment, reason: str, by: Person, at: datetime) -> EnrolmentStep:
    """Say no to an application, with a reason; one's own invitation may be declined without."""
    _locked_delivery(enrolment)
    state = queries.state_of(enrolment)
    if state in rules.OVER:
        return enrolment.steps.latest("pk")
    if state in rules.TAKING_PART:
        raise Refused("taking_part", _("Who takes part can leave, but is no longer declined."))
    if not reason.strip() and by.pk != enrolment.person_id:
        raise Refused("reason_missing", _("Say why, in words the person will read."))
    return take_step(enrolment=enrolment, kind=Kind.DECLINED, by=by, at=at, reason=reason)


@transaction.atomic
def leave(*, enrolment: Enrolment, reason: str, by: Person, at: datetime) -> EnrolmentStep:
    """A participant leaves; what they did is kept, and the next one waiting gets the place."""
    delivery = _locked_delivery(enrolment)
    state = queries.state_of(enrolment)
    if state in rules.OVER:
        return enrolment.steps.latest("pk")
    if state in {Kind.COMPLETED, Kind.NOT_COMPLETED}:
        raise Refused("closed", _("The delivery is closed; this place has its outcome."), "R27")
    step = take_step(enrolment=enrolment, kind=Kind.LEFT, by=by, at=at, reason=reason)
    give_free_places(delivery=delivery, at=at)
    return step


@transaction.atomic
def give_free_places(*, delivery: Delivery, at: datetime) -> list[Enrolment]:
    """Enrol from the waiting list, longest waiting first, as long as there is room."""
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.cancelled_at or delivery.closed_at:
        return []
    room = rules.free_places(delivery.capacity, queries.places_taken(delivery))
    waiting = list(queries.waiting_list(delivery)[:room])
    for enrolment in waiting:
        take_step(enrolment=enrolment, kind=Kind.ENROLLED, by=None, at=at)
    return waiting


def take_step(
    *,
    enrolment: Enrolment,
    kind: str,
    by: Person | None,
    at: datetime,
    reason: str = "",
    **said: Any,
) -> EnrolmentStep:
    """Append a step; callers hold the delivery's lock."""
    step = EnrolmentStep.objects.create(
        enrolment=enrolment, kind=kind, reason=reason.strip(), at=at, by=by, **said
    )
    record_event(
        name="enrolment.step_taken", subject=step, by=by, at=at, payload={"kind": str(kind)}
    )
    return step


def _locked_delivery(enrolment: Enrolment) -> Delivery:
    if enrolment.delivery_id is None:
        raise Refused("own_pace", _("This place does not belong to a delivery."))
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=enrolment.delivery_id)
    if delivery.cancelled_at is not None:
        raise Refused("cancelled", _("This delivery is cancelled."))
    return delivery
