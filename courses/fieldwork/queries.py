"""Teams, who tutors and assesses them, and what waits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.deliveries.models import SessionRole
from courses.deliveries.queries import run_by
from courses.enrolment import ties
from courses.enrolment.queries import participants
from courses.enrolment.ties import Ids
from courses.fieldwork.models import (
    Assessor,
    Milestone,
    MilestoneFile,
    Team,
    TeamEntry,
    TeamMember,
    Tutorship,
)
from lms.people.merging.alike import alike
from lms.people.models import Person
from lms.people.rules import TIE_WORDS, Declared, Pair, ties_on

COMPARED = 40
MOST_TUTORED = 50
SOON = timedelta(days=14)
STATES = (TeamEntry.Kind.HANDED_IN, TeamEntry.Kind.ACCEPTED, TeamEntry.Kind.RETURNED)


def visible_to(person: Person) -> QuerySet[Team]:
    """Teams that the person may open: as member, tutor, assessor, or who runs the delivery."""
    if not person.is_authenticated:
        return Team.objects.none()
    return Team.objects.filter(
        Q(members__enrolment__person__in=person.selves)
        | Q(tutorships__tutor__in=person.selves)
        | Q(assessors__person__in=person.selves, assessors__ended_at__isnull=True)
        | Q(delivery__in=run_by(person).values("pk"))
    ).distinct()


def listed(teams: QuerySet[Team]) -> QuerySet[Team]:
    """With what a list shows of each, in a fixed number of queries."""
    return teams.select_related("delivery").prefetch_related(
        Prefetch(
            "members",
            TeamMember.objects.filter(left_at__isnull=True).select_related("enrolment__person"),
        ),
        Prefetch(
            "tutorships",
            Tutorship.objects.filter(ended_at__isnull=True).select_related("tutor"),
        ),
        Prefetch(
            "assessors", Assessor.objects.filter(ended_at__isnull=True).select_related("person")
        ),
        Prefetch("milestones", Milestone.objects.select_related("team")),
        Prefetch("entries", TeamEntry.objects.filter(kind__in=STATES).order_by("pk")),
    )


@dataclass(frozen=True)
class Row:
    """A team of a list with this person's part in it, what waits for a tutor, and what comes next."""

    team: Team
    part: str
    waiting: int
    next: Milestone | None


def rows_of(teams: Iterable[Team], person: Person) -> list[Row]:
    """`teams` come from `listed`."""
    rows = []
    own = set(person.selves.values_list("pk", flat=True))
    for team in teams:
        last = {entry.milestone_id: entry.kind for entry in team.entries.all()}
        waiting = sum(kind == TeamEntry.Kind.HANDED_IN for kind in last.values())
        open_ones = [
            each
            for each in team.milestones.all()
            if last.get(each.pk) not in {TeamEntry.Kind.HANDED_IN, TeamEntry.Kind.ACCEPTED}
        ]
        rows.append(Row(team, _part(team, own), waiting, open_ones[0] if open_ones else None))
    return rows


@dataclass(frozen=True)
class Waiting:
    """A milestone that was handed in and has no answer of its tutor."""

    milestone: Milestone
    since: datetime


@dataclass(frozen=True)
class Due:
    """A milestone that the team owes."""

    milestone: Milestone
    on: date
    is_late: bool


def tutored_by(person: Person) -> QuerySet[Team]:
    """Teams that the person tutors now, while the delivery goes on; the newest first."""
    return Team.objects.filter(
        tutorships__tutor__in=person.selves,
        tutorships__ended_at__isnull=True,
        delivery__closed_at__isnull=True,
        delivery__cancelled_at__isnull=True,
    ).order_by("-formed_at", "-pk")


def waiting_for_tutor(person: Person, today: date) -> tuple[list[Waiting], list[Due]]:
    """What was handed in and has no answer, longest first; what teams owe soon or are late with."""
    waiting: list[Waiting] = []
    due: list[Due] = []
    for team in listed(tutored_by(person)[:MOST_TUTORED]):
        last = {entry.milestone_id: entry for entry in team.entries.all()}
        for milestone in team.milestones.all():
            entry = last.get(milestone.pk)
            if entry is not None and entry.kind == TeamEntry.Kind.HANDED_IN:
                waiting.append(Waiting(milestone, entry.at))
            elif entry is not None and entry.kind == TeamEntry.Kind.ACCEPTED:
                continue
            elif milestone.due_on is not None and milestone.due_on <= today + SOON:
                due.append(Due(milestone, milestone.due_on, milestone.due_on < today))
    return sorted(waiting, key=lambda each: each.since), sorted(due, key=lambda each: each.on)


def _part(team: Team, own: Collection[int]) -> str:
    if any(each.enrolment.person_id in own for each in team.members.all()):
        return _("member")
    if any(each.tutor_id in own for each in team.tutorships.all()):
        return _("tutor")
    if any(each.person_id in own for each in team.assessors.all()):
        return _("assessor")
    return ""


def works_in(team: Team, person: Person) -> bool:
    return team.members.filter(enrolment__person__in=person.selves, left_at__isnull=True).exists()


def is_member(team: Team, person: Person) -> bool:
    return team.members.filter(enrolment__person__in=person.selves).exists()


def is_tutor(team: Team, person: Person) -> bool:
    return team.tutorships.filter(tutor__in=person.selves, ended_at__isnull=True).exists()


def entries_for(team: Team, person: Person) -> QuerySet[TeamEntry]:
    """What was said and handed in; log and similarity notes only to those who are not in it."""
    entries = (
        team.entries.select_related("by", "milestone")
        .prefetch_related(Prefetch("files", MilestoneFile.objects.order_by("pk")))
        .order_by("pk")
    )
    if is_member(team, person):
        return entries.exclude(kind__in=[TeamEntry.Kind.NOTE, TeamEntry.Kind.SIMILARITY])
    return entries


def files_visible_to(person: Person) -> QuerySet[MilestoneFile]:
    return MilestoneFile.objects.filter(entry__team__in=visible_to(person).values("pk"))


def may_run(team: Team, person: Person) -> bool:
    return run_by(person).filter(pk=team.delivery_id).exists()


def is_assessor(team: Team, person: Person) -> bool:
    return team.assessors.filter(person__in=person.selves, ended_at__isnull=True).exists()


# Likeness to earlier work


def earlier_texts(entry: TeamEntry) -> dict[str, list[str]]:
    """By team, what others handed in before for the same milestone of the programme; the newest."""
    own_number = Milestone.objects.filter(entries=entry.pk).values("number")
    before = (
        TeamEntry.objects.filter(
            kind=TeamEntry.Kind.HANDED_IN,
            milestone__number=Subquery(own_number),
            team__delivery__programme=entry.team.delivery.programme_id,
            pk__lt=entry.pk,
        )
        .exclude(team=entry.team_id)
        .exclude(text="")
        .select_related("team")
        .order_by("-pk")[:COMPARED]
    )
    found: dict[str, list[str]] = {}
    for each in before:
        found.setdefault(str(each.team), []).append(each.text)
    return found


def same_files(entry: TeamEntry) -> list[tuple[str, str]]:
    """Files of an entry that another team handed in before, with that team."""
    own = dict(entry.files.values_list("sha256", "name"))
    before = (
        MilestoneFile.objects.filter(sha256__in=own, entry__pk__lt=entry.pk)
        .exclude(entry__team=entry.team_id)
        .values_list("sha256", "entry__team__title")
        .order_by("pk")
    )
    return list(dict.fromkeys((own[digest], title) for digest, title in before[:COMPARED]))


# Conflicts of interest


def conflicts_with_members(
    team: Team, people: Collection[int], on: date
) -> dict[Pair, frozenset[str]]:
    """Ties of people to members: declared, or the same organisation (R48).

    Who taught in the cohort may hear the defence; who was a tutor of the team may not (R55).
    """
    members = list(team.members.values_list("enrolment__person", flat=True))
    same = alike(people, members)
    declared = ties.declared_between(same.judges, same.candidates)
    of_people, of_members = ties.employments(same.judges, same.candidates)
    found = same.spread(ties_on(same.judges, declared, of_people, of_members, on))
    return {pair: kinds for pair, kinds in found.items() if pair[1] in members}


def could_assess(team: Team, on: date) -> list[tuple[Person, list[str]]]:
    """Who works in the delivery, with what speaks against each; who has nothing first."""
    roles = SessionRole.objects.current().filter(session__delivery=team.delivery_id)
    people = list(Person.objects.filter(pk__in=roles.values("person"), is_active=True)[:30])
    found = conflicts_with_members(team, [each.pk for each in people], on)
    tutors = set(team.tutorships.values_list("tutor", flat=True))
    rows = []
    for person in people:
        kinds = {kind for pair, kinds in found.items() if pair[0] == person.pk for kind in kinds}
        against = [str(TIE_WORDS[kind]) for kind in sorted(kinds)]
        if person.pk in tutors:
            against.append(_("is or was the tutor of this team"))
        rows.append((person, against))
    return sorted(rows, key=lambda row: bool(row[1]))


def conflict_of(team: Team, person: Person, on: date) -> str:
    """Why a person is too close to a member to assess the team; empty where they are not."""
    found = conflicts_with_members(team, [person.pk], on)
    kinds = sorted(set().union(*found.values())) if found else []
    return ", ".join(str(TIE_WORDS[kind]) for kind in kinds)


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


# Whom letters concern


def milestones_open(from_: date, to: date) -> list[Milestone]:
    """Due between these days, both included, and neither handed in nor accepted; of running deliveries."""
    last = TeamEntry.objects.filter(milestone=OuterRef("pk"), kind__in=STATES).order_by("-pk")
    return list(
        Milestone.objects.annotate(state=Subquery(last.values("kind")[:1]))
        .filter(
            Q(state__isnull=True) | Q(state=TeamEntry.Kind.RETURNED),
            due_on__range=(from_, to),
            team__delivery__closed_at__isnull=True,
            team__delivery__cancelled_at__isnull=True,
        )
        .select_related("team__delivery")
    )


def team_at_work(milestone: Milestone) -> list[Person]:
    """The members of its team who have not left it, nor the delivery."""
    taking_part = participants(milestone.team.delivery).order_by().values("pk")
    members = TeamMember.objects.filter(
        team=milestone.team_id, left_at__isnull=True, enrolment__in=taking_part
    )
    return list(Person.objects.filter(pk__in=members.values("enrolment__person")))
