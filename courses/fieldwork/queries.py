"""Teams, who tutors and assesses them, and what waits."""

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by
from courses.enrolment.ties import Ids
from courses.fieldwork.models import MilestoneFile, Team, TeamEntry, TeamMember, Tutorship
from lms.people.models import Person
from lms.people.rules import Declared


def teams_of(delivery: Delivery) -> QuerySet[Team]:
    return Team.objects.filter(delivery=delivery).prefetch_related(
        Prefetch("members", TeamMember.objects.select_related("enrolment__person")),
        "tutorships__tutor",
        "milestones",
    )


def tutored_by(person: Person) -> QuerySet[Team]:
    """Teams whose tutor the person is now."""
    return Team.objects.filter(
        tutorships__tutor=person, tutorships__ended_at__isnull=True
    ).select_related("delivery")


def visible_to(person: Person) -> QuerySet[Team]:
    """Teams that the person may open: as member, tutor, assessor, or who runs the delivery."""
    if not person.is_authenticated:
        return Team.objects.none()
    return Team.objects.filter(
        Q(members__enrolment__person=person)
        | Q(tutorships__tutor=person)
        | Q(assessors__person=person, assessors__ended_at__isnull=True)
        | Q(delivery__in=run_by(person).values("pk"))
    ).distinct()


def is_member(team: Team, person: Person) -> bool:
    return team.members.filter(enrolment__person=person).exists()


def is_tutor(team: Team, person: Person) -> bool:
    return team.tutorships.filter(tutor=person, ended_at__isnull=True).exists()


def entries_for(team: Team, person: Person) -> QuerySet[TeamEntry]:
    """What was said and handed in; the tutor's log only to those who are not in the team."""
    entries = (
        team.entries.select_related("by", "milestone")
        .prefetch_related(Prefetch("files", MilestoneFile.objects.order_by("pk")))
        .order_by("pk")
    )
    if is_member(team, person):
        return entries.exclude(kind=TeamEntry.Kind.NOTE)
    return entries


def files_visible_to(person: Person) -> QuerySet[MilestoneFile]:
    return MilestoneFile.objects.filter(entry__team__in=visible_to(person).values("pk"))


def tutored_between(people: Collection[int], candidates: Ids) -> list[Declared]:
    """Who was whose tutor in a field project, either way; it ends with the delivery at the latest."""
    either_way = Q(tutor__in=people, team__members__enrolment__person__in=candidates) | Q(
        tutor__in=candidates, team__members__enrolment__person__in=people
    )
    rows = Tutorship.objects.filter(either_way).values_list(
        "tutor",
        "team__members__enrolment__person",
        "began_at",
        "team__members__joined_at",
        "ended_at",
        "team__members__left_at",
        "team__delivery__closed_at",
    )
    found = []
    for tutor, person, began, joined, *ends in rows:
        start, end = max(began, joined), min((each for each in ends if each), default=None)
        if end is None or end >= start:
            found.append(
                Declared(
                    person=tutor,
                    other=person,
                    kind="tutored",
                    declared_on=timezone.localdate(start),
                    held_through=timezone.localdate(end) if end else None,
                    ended_on=None,
                )
            )
    return found
