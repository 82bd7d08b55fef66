"""The Train-the-Trainers cohort of 2012: six in-class weeks, field projects, twenty who complete."""

from datetime import UTC, date, datetime, timedelta

from courses.deliveries.models import Delivery, Session
from courses.enrolment.actions import give_role, join_delivery, leave
from courses.enrolment.models import Enrolment
from courses.fieldwork.actions import leave_team
from lms.demo import classroom
from lms.demo.classroom import COHORT, Minutes
from lms.demo.deciding import ASSOCIATE, accredit_all
from lms.demo.following import Path, fail, follow
from lms.demo.history import History
from lms.demo.past.fieldwork import do_projects, form_teams
from lms.demo.past.plans import INSTRUCTOR_AT, PLANS, ZONE
from lms.demo.relay import COMPLETIONS, let_follow

PLANNED = datetime(2012, 2, 1, 9, tzinfo=UTC)
ENROLLED = datetime(2012, 3, 5, 9, tzinfo=UTC)
WEEKS = (
    date(2012, 4, 16),
    date(2012, 5, 21),
    date(2012, 6, 25),
    date(2012, 9, 10),
    date(2012, 10, 15),
    date(2012, 11, 19),
)
TESTS_AFTER = (1, 1, 2, 3, 3, 4, 4, 5, 6, 6)  # the in-class week after which a module's test is sat
CLOSED = datetime(2012, 12, 28, 10, tzinfo=UTC)
GONE_AFTER, AWAY_IN = 3, 2  # weeks: the one leaves after it, the other is absent in it
# One person of each project does not complete: leaves, is away too much, gives up the tests, or
# does not pass the field project.
LEAVES, IS_AWAY, GIVES_UP, DEFENDS_BADLY = range(len(PLANS))


def hold_cohort(history: History) -> Delivery:
    """Everything from the first application to the rights of those who completed."""
    cohort = classroom.open_from(
        COHORT,
        first_days=WEEKS,
        city="Brussels",
        title="Train-the-Trainers 2012",
        code="train-the-trainers-2012",
        zone=ZONE,
        capacity=24,
        lead=history.faculty.teachers[0],
        by=history.by,
        at=PLANNED,
    )
    sessions = list(cohort.sessions.order_by("starts_at", "pk").select_related("delivery"))
    share_out(history, sessions)
    groups = [enrol_group(history, cohort, number) for number in range(len(PLANS))]
    teams = form_teams(history, cohort, groups)
    teach(history, sessions, groups)
    sit_tests(history, groups)
    do_projects(history, cohort, teams, fails=groups[DEFENDS_BADLY][-1])
    let_follow(COMPLETIONS)
    classroom.close(cohort, history.by, CLOSED)
    for group in groups:
        history.instructors.append([place.person for place in group[:-1]])
    associates = [person for group in history.instructors for person in group]
    accredit_all(history, associates, ASSOCIATE, CLOSED + timedelta(hours=2))
    return cohort


def share_out(history: History, sessions: list[Session]) -> None:
    """Who teaches with the lead, who tutors between the weeks, and who hears the defence."""
    faculty, by = history.faculty, history.by
    taught = [session for session in sessions if session.module_id]
    between = [session for session in sessions if not session.module_id]
    defence = [session for session in between if session.week == len(WEEKS)]
    parts = [(faculty.teachers[1], "co-trainer", taught[1::2])]
    parts += [(tutor, "tutor", between[:-3][::4]) for tutor in faculty.tutors]
    parts += [(examiner, "guest", defence) for examiner in faculty.examiners]
    for person, role, of_them in parts:
        give_role(sessions=of_them, person=person, role=role, by=by, at=PLANNED)


def enrol_group(history: History, cohort: Delivery, number: int) -> list[Enrolment]:
    """The five of a project who will complete, and one more person who will not."""
    plan, project = PLANS[number], history.projects[number]
    countries = [*plan.instructors.split(), plan.instructors[:2]]
    places = []
    for turn, country in enumerate(countries):
        at = ENROLLED + timedelta(days=turn, hours=number)
        if (plan.code, turn) == INSTRUCTOR_AT:
            person = history.cast.hire(history.instructor, country, at)
        else:
            person = history.cast.invent(country, at)
        places.append(
            join_delivery(
                delivery=cohort,
                person=person,
                project=project,
                organisation=history.cast.employer[person.pk],
                by=history.by,
                at=at,
            )
        )
    return places


def teach(history: History, sessions: list[Session], groups: list[list[Enrolment]]) -> None:
    """Week by week; after the third one somebody leaves."""
    lead = history.faculty.teachers[0]
    leaver = groups[LEAVES][-1]
    minutes = attended_by(groups)
    places = [place for group in groups for place in group]
    until_then = [each for each in sessions if each.week <= GONE_AFTER]
    classroom.fill_lists(until_then, places, lead, minutes)
    gone = {
        "reason": "A new post abroad; would like to go on with a later cohort.",
        "by": leaver.person,
        "at": until_then[-1].ends_at + timedelta(days=12),
    }
    leave_team(member=leaver.team_member, **gone)
    leave(enrolment=leaver, **gone)
    staying = [place for place in places if place != leaver]
    rest = [each for each in sessions if each.week > GONE_AFTER]
    classroom.fill_lists(rest, staying, lead, minutes)


def attended_by(groups: list[list[Enrolment]]) -> Minutes:
    """One is away for a week and some mornings; the others miss a session here and there."""
    away = groups[IS_AWAY][-1].pk

    def minutes(place: Enrolment, session: Session) -> int:
        if place.pk == away and (session.week == AWAY_IN or session.starts_at.isoweekday() == 5):
            return 0
        misses = classroom.falls_on(place, session, 29, "away")
        comes_late = classroom.falls_on(place, session, 31, "late")
        return 0 if misses else session.minutes - 25 if comes_late else session.minutes

    return minutes


def sit_tests(history: History, groups: list[list[Enrolment]]) -> None:
    """Between the weeks; answers are marked by examiners who taught and tutored nobody (R48)."""
    path = path_of(history)
    markers = history.faculty.examiners
    few = {groups[LEAVES][-1].pk: 5, groups[GIVES_UP][-1].pk: 5}
    for group in groups:
        for place in group:
            follow(place, path[: few.get(place.pk, len(path))], markers)
    module, about = path[5]
    fail(groups[GIVES_UP][-1], module, range(1, 4), about)


def path_of(history: History) -> Path:
    """One test a week from the Monday after the in-class week that ended with its module."""
    sat_after: dict[int, int] = {}
    path = []
    for module, week in zip(history.modules, TESTS_AFTER, strict=True):
        turn = sat_after[week] = sat_after.get(week, 0) + 1
        day = WEEKS[week - 1] + timedelta(weeks=turn)
        path.append((module, datetime.combine(day, ENROLLED.time(), tzinfo=UTC)))
    return path
