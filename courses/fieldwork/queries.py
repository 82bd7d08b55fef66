"""Teams, who tutors and assesses them, and what waits."""

from django.db.models import Prefetch, Q, QuerySet

from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by
from courses.fieldwork.models import MilestoneFile, Team, TeamEntry, TeamMember
from lms.people.models import Person


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
