"""Reads what ties people to candidates: declared ties, organisations, who trained whom (R48)."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from courses.deliveries.models import SessionRole
from courses.enrolment.models import Enrolment
from lms.people.models import ConflictDeclaration, Membership
from lms.people.rules import Declared, Employment

Ids = Collection[int] | QuerySet


def declared_between(people: Collection[int], candidates: Ids) -> list[Declared]:
    """What either side declared about the other."""
    either_way = Q(person__in=people, other__in=candidates) | Q(
        person__in=candidates, other__in=people
    )
    return [
        Declared(
            person=row.person_id,
            other=row.other_id,
            kind=row.kind,
            declared_on=timezone.localdate(row.declared_at),
            held_through=row.held_through,
            ended_on=timezone.localdate(row.ended_at) if row.ended_at else None,
        )
        for row in ConflictDeclaration.objects.filter(either_way)
    ]


def employments(
    people: Collection[int], candidates: Ids
) -> tuple[list[Employment], list[Employment]]:
    """Where people work, and the candidates who belong or were enrolled for one of these."""
    of_people = _employments(Membership.objects.filter(person__in=people))
    shared = Q(person__in=candidates, organisation__in={work.organisation for work in of_people})
    enrolled = Enrolment.objects.filter(shared).values_list("person", "organisation")
    of_candidates = [
        *_employments(Membership.objects.filter(shared)),
        *(Employment(person, organisation, None, None) for person, organisation in enrolled),
    ]
    return of_people, of_candidates


def _employments(memberships: QuerySet[Membership]) -> list[Employment]:
    rows = memberships.values_list("person", "organisation", "starts_on", "ends_on")
    return [Employment(*row) for row in rows]


def trained_between(people: Collection[int], candidates: Ids, since: date) -> list[Declared]:
    """Who trained whom in a delivery, either way, from the first to the last session since then."""
    return [
        *_trained(people, candidates, since),
        *_trained(candidates, people, since),
    ]


def _trained(trainers: Ids, trained: Ids, since: date) -> list[Declared]:
    """Sessions taught in deliveries in which the trained had a place, left or not."""
    held = Q(ended_at__isnull=True) | Q(ended_at__gt=F("session__starts_at"))
    taught = SessionRole.objects.filter(
        held,
        person__in=trainers,
        role__in=SessionRole.TEACHING,
        session__cancelled_at__isnull=True,
        session__starts_at__date__gte=since - timedelta(days=1),
        session__delivery__enrolments__person__in=trained,
        session__delivery__enrolments__steps__kind="enrolled",
    )
    pairs = (
        taught.order_by()
        .values_list("person", "session__delivery__enrolments__person")
        .annotate(first=Min("session__starts_at"), last=Max("session__starts_at"))
    )
    return [
        Declared(
            person=trainer,
            other=person,
            kind="trained",
            declared_on=timezone.localdate(first),
            held_through=timezone.localdate(last),
            ended_on=None,
        )
        for trainer, person, first, last in pairs
    ]
