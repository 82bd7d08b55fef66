"""Field projects of a cohort: teams with a tutor, six milestones, a defence before two assessors."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment
from courses.fieldwork.actions import (
    declare_contribution,
    form_team,
    hand_in,
    mark_member,
    name_assessor,
    say,
)
from courses.fieldwork.models import Milestone, Team, TeamMember
from lms.demo.history import History
from lms.demo.past.plans import PLANS
from lms.people.models import Person

FORMED = timedelta(days=3)  # after the first day
HANDED_IN = (
    "Two pages on the business, its segment and our first contacts.",
    "Segments, forces and value chain, with the sources and their dates.",
    "Notes of six talks with buyers; our view of quality changed.",
    "Two options with their demands on firms, and the one we chose.",
    "Four actions with owner, first step, date and proof.",
    "The report, and who did what.",
)
ANSWERED = (
    "Clear. Name the firms that do not belong, too.",
    "Good sources. The third force needs a figure.",
    "These talks carry the project; go back to the second buyer.",
)
PARTS = (
    "Talks with the buyers, and the table of criteria.",
    "Figures, segments and the value chain.",
    "The firms, the options and the action plan.",
)
GOOD, POOR = ({"P1": 4, "P2": 4, "P3": 4, "P4": 8}, {"P1": 3, "P2": 2, "P3": 3, "P4": 5})
ANALYSIS = (
    "Value moves to those who test: two buyers pay a tenth more for a certificate of each batch, "
    "four firms have a laboratory, eleven send their samples away and wait for nine days, and "
    "the three largest have begun to buy from a region that answers on the same afternoon."
)


def form_teams(history: History, cohort: Delivery, groups: list[list[Enrolment]]) -> list[Team]:
    """Two teams in each project; one tutor for every second project."""
    first_day = cohort.sessions.order_by("starts_at")[0].day
    return [
        form_team(
            delivery=cohort,
            title=title,
            members=group[half::2],
            tutor=history.faculty.tutors[number % 2],
            by=history.by,
            at=noon(first_day) + FORMED,
        )
        for number, group in enumerate(groups)
        for half, title in enumerate(PLANS[number].businesses)
    ]


def do_projects(history: History, cohort: Delivery, teams: list[Team], fails: Enrolment) -> None:
    """From the first milestone to the marks of each member; some are marked weeks later (R7)."""
    heard_at = noon(cohort.sessions.order_by("-starts_at")[0].day)
    for number, team in enumerate(teams):
        members = list(team.members.filter(left_at=None).select_related("enrolment__person"))
        follow_milestones(team, members)
        for turn, member in enumerate(members):
            declare(member, turn, len(members), heard_at - timedelta(days=2))
        marked_at = (heard_at, heard_at + timedelta(days=26 if number % 3 == 0 else 9))
        for assessor, at in zip(history.faculty.examiners, marked_at, strict=True):
            named_at = heard_at - timedelta(days=30)
            name_assessor(team=team, person=assessor, by=history.by, at=named_at)
            for member in members:
                assess(member, assessor, at, is_poor=member.enrolment_id == fails.pk)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def follow_milestones(team: Team, members: Sequence[TeamMember], *, until: int = 6) -> None:
    """Members take turns in handing in; the tutor accepts each milestone, sometimes with a word."""
    tutor = team.tutorships.get().tutor
    for milestone in list(team.milestones.all()[:until]):
        at = noon(milestone.due_on) - timedelta(days=1 + milestone.number % 3)
        author = members[milestone.number % len(members)].enrolment.person
        hand_in(milestone=milestone, text=text_of(team, milestone), files=(), by=author, at=at)
        say(
            team=team,
            kind="accepted",
            text=ANSWERED[(team.pk + milestone.number) % 3] if milestone.number < 4 else "",
            milestone=milestone,
            by=tutor,
            at=at + timedelta(days=2),
        )


def text_of(team: Team, milestone: Milestone) -> str:
    if milestone.number == 2 and team.title == PLANS[0].businesses[1]:
        return f"{team.title}: {ANALYSIS}"
    return f"{team.title}: {HANDED_IN[milestone.number - 1]}"


def declare(member: TeamMember, turn: int, members: int, at: datetime) -> None:
    """What was a member's own part, before the defence (R54)."""
    declare_contribution(
        member=member,
        contribution=PARTS[turn],
        share_percent=100 // members,
        by=member.enrolment.person,
        at=at,
    )


def assess(member: TeamMember, assessor: Person, at: datetime, *, is_poor: bool) -> None:
    """One of two assessors marks a member alone, whatever the team's report is worth (R53)."""
    rng = random.Random(f"defence {member.enrolment.person.public_id} {assessor}")  # noqa: S311
    points = dict(POOR if is_poor else GOOD)
    if not is_poor:
        points["P4"] += rng.randint(-1, 2)
        points["P2"] += rng.randint(0, 1)
    comment = "Did not know the buyers the plan rests on." if is_poor else ""
    mark_member(
        member=member,
        points=points,
        comment=comment,
        by=assessor,
        at=at + timedelta(hours=rng.randint(1, 5)),
    )
