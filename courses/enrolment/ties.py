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
    teaching = SessionRole.TEACHING
    return [
        *spans(_worked_with(people, candidates, teaching), "session__starts_at", since, "trained"),
        *spans(_worked_with(candidates, people, teaching), "session__starts_at", since, "trained"),
    ]


def accompanied_between(people: Ids, candidates: Ids, since: date) -> list[Declared]:
    """Who was the tutor in a session of a delivery in which a candidate had a place."""
    tutored = _worked_with(people, candidates, [SessionRole.Role.TUTOR])
    return spans(tutored, "session__starts_at", since, "tutored")


def roles_held() -> QuerySet[SessionRole]:
    """Of sessions that were not cancelled; an ended role where its session had begun by then."""
    held = Q(ended_at__isnull=True) | Q(ended_at__gt=F("session__starts_at"))
    return SessionRole.objects.filter(held, session__cancelled_at__isnull=True)


def _worked_with(people: Ids, candidates: Ids, roles: Collection[str]) -> QuerySet[SessionRole]:
    """Roles in deliveries in which the candidates had a place, left or not."""
    return (
        roles_held()
        .filter(
            person__in=people,
            role__in=roles,
            session__delivery__enrolments__person__in=candidates,
            session__delivery__enrolments__steps__kind="enrolled",
        )
        .annotate(judge=F("person"), judged=F("session__delivery__enrolments__person"))
    )


def spans(rows: QuerySet, moment: str, since: date, kind: str) -> list[Declared]:
    """One tie for each pair of `judge` and `judged` in rows, from the first moment since a day to the last."""
    pairs = (
        rows.filter(**{f"{moment}__date__gte": since - timedelta(days=1)})
        .order_by()
        .values_list("judge", "judged")
        .annotate(first=Min(moment), last=Max(moment))
    )
    return [
        Declared(
            person=judge,
            other=judged,
            kind=kind,
            declared_on=timezone.localdate(first),
            held_through=timezone.localdate(last),
            ended_on=None,
        )
        for judge, judged, first, last in pairs
    ]
