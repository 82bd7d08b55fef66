"""Whom one may observe, and which observations count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from courses.deliveries.models import Session
from courses.deliveries.queries import right_in, run_by
from courses.observations import rules
from courses.observations.models import Observation
from lms.people.models import ConflictDeclaration, Membership, Person


def visible_to(person: Person) -> QuerySet[Observation]:
    """One's own of both sides; those of a delivery for who runs it, once the observer has signed."""
    if not person.is_authenticated:
        return Observation.objects.none()
    return Observation.objects.filter(
        Q(observer__in=person.selves)
        | Q(observed__in=person.selves, observer_signed_at__isnull=False)
        | Q(session__delivery__in=run_by(person).values("pk"), observer_signed_at__isnull=False)
    ).select_related("session__delivery", "observed", "observer")


def refusal(
    session: Session, observed: Person, observer: Person, now: datetime
) -> tuple[str, str] | None:
    """Why an observation of this session would not count; None when it does (R37)."""
    right = right_in(observer, session)
    return rules.refusal_to_observe(
        observer_id=observer.canonical_id,
        observed_id=observed.canonical_id,
        observer_may_teach=right.reason,
        is_tutor=was_tutor_of(observer, observed),
        share_an_employer=share_an_employer(observer, observed, session.day),
        teaches_session=session.roles.teaching().filter(person=observed).exists(),
        took_place=session.cancelled_at is None and session.starts_at <= now,
    )


def teachers_of(session: Session) -> QuerySet[Person]:
    roles = session.roles.teaching()
    return Person.objects.filter(pk__in=roles.values("person"))


@dataclass(frozen=True)
class Chance:
    """Somebody who teaches a session, why they may not be observed, or what was begun already."""

    person: Person
    against: str
    begun: Observation | None


def chances(session: Session, observer: Person, now: datetime) -> list[Chance]:
    begun = {
        each.observed_id: each
        for each in Observation.objects.filter(session=session, observer=observer)
    }
    found = []
    for person in teachers_of(session):
        against = refusal(session, person, observer, now)
        found.append(Chance(person, against[1] if against else "", begun.get(person.pk)))
    return found


def was_tutor_of(tutor: Person, person: Person) -> bool:
    """By a field project, or by a declared tie."""
    return (
        tutor.selves.filter(tutorships__team__members__enrolment__person__in=person.selves).exists()
        or ConflictDeclaration.objects.filter(
            person__in=tutor.selves,
            other__in=person.selves,
            kind="tutored",
            ended_at__isnull=True,
        ).exists()
    )


def share_an_employer(one: Person, other: Person, day: date) -> bool:
    """Whether both worked for one organisation on that day."""
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
    )
    mine = held.filter(person__in=one.selves).values("organisation")
    return held.filter(person__in=other.selves, organisation__in=mine).exists()


def observations_met(person: Person, since: date | None = None) -> list[Observation]:
    """Signed by both, every criterion met; newest first."""
    found = Observation.objects.filter(observed__in=person.selves, observed_signed_at__isnull=False)
    if since is not None:
        found = found.filter(session__starts_at__date__gte=since - timedelta(days=1))
    return [
        each
        for each in found.select_related("session__delivery", "observer")
        if rules.is_met(each.form, each.levels) and (since is None or each.session.day >= since)
    ]
