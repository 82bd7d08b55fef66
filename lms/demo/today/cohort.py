"""A cohort of the programme that is under way on the day the demonstration is made."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.enrolment.actions import give_role, join_delivery
from courses.fieldwork.actions import form_team, hand_in, name_assessor, say
from courses.fieldwork.models import Team
from lms.demo import classroom
from lms.demo.classroom import COHORT
from lms.demo.history import History
from lms.demo.past.fieldwork import ANALYSIS, follow_milestones
from lms.demo.past.plans import ZONE

WEEKS = (-70, -35, 7, 42, 77, 112)  # days from today
TEAMS = {"Mountain bicycles": ("AT", "CZ", "SK"), "Sea salt": ("PT", "FR", "GR")}
BUYERS = b"buyer,criterion,weight\nA,tested batches,0.4\nB,answer within a day,0.35\nC,price,0.25\n"


def run_cohort(history: History, now: datetime) -> None:
    """Two in-class weeks are over; one team waits for its tutor, the other must mend something."""
    today = now.date()
    cohort = classroom.open_from(
        COHORT,
        first_days=[today + timedelta(days=days) for days in WEEKS],
        city="Brussels",
        title=f"Train-the-Trainers {today.year}",
        zone=ZONE,
        capacity=18,
        lead=history.faculty.teachers[0],
        by=history.by,
        at=now - timedelta(days=150),
    )
    sessions = list(cohort.sessions.order_by("starts_at").select_related("delivery"))
    between = [session for session in sessions if session.module_id is None]
    parts = (
        (history.faculty.teachers[1], "co-trainer", [s for s in sessions if s.module_id][1::2]),
        (history.tutor, "tutor", between[::4]),
    )
    for person, role, of_them in parts:
        at = now - timedelta(days=149)
        give_role(sessions=of_them, person=person, role=role, by=history.by, at=at)
    teams = []
    for turn, (title, countries) in enumerate(TEAMS.items()):
        places = []
        for country in countries:
            at = now - timedelta(days=110 - turn)
            person = history.cast.invent(country, at)
            said = {"organisation": history.cast.employer[person.pk], "by": history.by, "at": at}
            places.append(join_delivery(delivery=cohort, person=person, **said))
        team = form_team(
            delivery=cohort,
            title=title,
            members=places,
            tutor=history.tutor,
            by=history.by,
            at=now - timedelta(days=66),
        )
        teams.append(team)
    over = [session for session in sessions if session.ends_at + timedelta(hours=1) < now]
    places = [member.enrolment for team in teams for member in members_of(team)]
    classroom.fill_lists(over, places, history.faculty.teachers[0], classroom.everything)
    wait_for_tutor(history, teams[0], now)
    mend_something(teams[1], now)


def members_of(team: Team):
    return list(team.members.select_related("enrolment__person").order_by("pk"))


def wait_for_tutor(history: History, team: Team, now: datetime) -> None:
    """The analysis is handed in since yesterday, and much like one of 2012 (R54)."""
    members = members_of(team)
    follow_milestones(team, members, until=1)
    second = team.milestones.get(number=2)
    hand_in(
        milestone=second,
        text=f"{team.title}: {ANALYSIS}",
        files=[SimpleUploadedFile("buyers.csv", BUYERS, "text/csv")],
        by=members[0].enrolment.person,
        at=now - timedelta(hours=20),
    )
    note = "Call on Thursday: the second member has not spoken to a buyer yet."
    say(team=team, kind="note", text=note, by=history.tutor, at=now - timedelta(days=9))
    for assessor in history.faculty.examiners:
        name_assessor(team=team, person=assessor, by=history.by, at=now - timedelta(days=30))


def mend_something(team: Team, now: datetime) -> None:
    """The tutor has returned the first two pages, and a member asks what is meant."""
    members = members_of(team)
    tutor = team.tutorships.get().tutor
    first = team.milestones.get(number=1)
    words = "Salt from the south coast: thirty family works, two refineries and one brand."
    hand_in(
        milestone=first,
        text=words,
        files=(),
        by=members[1].enrolment.person,
        at=now - timedelta(days=40),
    )
    for days, kind, text, by in (
        (33, "returned", "Which of the thirty sell abroad? Show the first contacts.", tutor),
        (
            6,
            "comment",
            "Does a refinery in the next region belong to it?",
            members[0].enrolment.person,
        ),
    ):
        say(
            team=team,
            kind=kind,
            text=text,
            milestone=first,
            by=by,
            at=now - timedelta(days=days),
        )
