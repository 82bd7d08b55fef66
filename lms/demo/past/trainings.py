"""What the twenty instructors gave at home in 2013: a week in a region each time, with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from courses.closing.actions import settle_completions
from courses.deliveries.models import Delivery, Session
from courses.enrolment.actions import give_role, join_delivery, leave
from courses.enrolment.models import Enrolment
from lms.demo import classroom
from lms.demo.classroom import WEEK
from lms.demo.following import Path, fail, follow
from lms.demo.history import History
from lms.demo.past.accrediting import accredit, observe
from lms.demo.past.plans import PLANS, REFRESHER, REFRESHERS, TrainingPlan
from lms.demo.relay import COMPLETIONS, let_follow
from lms.people.models import Person

PLANNED, JOINED = timedelta(days=15), timedelta(days=12)  # before the first day
FIRST_TEST, TEST_EVERY = timedelta(days=7), timedelta(days=14)
REFRESHED_EVERY = timedelta(days=6)
CAPACITY = 14
LATE = 2  # who pass their last test only after the end of their project (R29)
# One more person of the first three countries of a project: leaves, fails a test for good, or is
# absent too much.
LEAVES, FAILS, IS_AWAY = range(3)
LEFT_AFTER, AWAY_FROM = 2, 4  # days of the week


@dataclass
class Training:
    """A training with the people in it, and when the last of its tests was certain."""

    delivery: Delivery
    plan: TrainingPlan
    trainers: list[Person]  # the lead, co-leads, co-trainers
    sessions: list[Session]
    staying: list[Enrolment] = field(default_factory=list)
    late: list[Enrolment] = field(default_factory=list)
    dropping: dict[int, Enrolment] = field(default_factory=dict)
    certain_at: datetime = datetime(2013, 1, 1, tzinfo=UTC)

    @property
    def lead(self) -> Person:
        return self.trainers[0]

    @property
    def begins_at(self) -> datetime:
        return self.sessions[0].starts_at

    def path(self, modules: Sequence, every: timedelta = TEST_EVERY) -> Path:
        first = self.begins_at + FIRST_TEST
        return [(module, first + turn * every) for turn, module in enumerate(modules)]


def hold_trainings(history: History) -> list[Training]:
    """Those of the four projects, and a week in which two people are trained again (R16)."""
    held = [
        hold(history, number, plan)
        for number, grant in enumerate(PLANS)
        for plan in grant.trainings
    ]
    held.append(refresh(history, held[0].staying[LATE : LATE + REFRESHERS]))
    let_follow(COMPLETIONS)
    for training in held:
        finish(history, training)
    settle_late(history, held[0])
    return held


def hold(history: History, number: int, plan: TrainingPlan) -> Training:
    training = open_training(history, number, plan)
    enrol_managers(history, training, number)
    teach(training)
    observe(history, training.delivery, training.sessions, training.trainers, number)
    sit_tests(history, training, markers_of(history, number))
    return training


def markers_of(history: History, number: int) -> list[Person]:
    """Instructors of another project, who taught none of these candidates (R48)."""
    return history.instructors[(number + 1) % len(PLANS)]


def open_training(history: History, number: int, plan: TrainingPlan) -> Training:
    """The lead plans it for the project, and names at once who teaches with them."""
    first_at = PLANS[number].training + timedelta(weeks=plan.week)
    at = first_at - PLANNED
    instructors = history.instructors[number]
    trainers = [instructors[turn] for turn in (plan.lead, *plan.co_leads, *plan.co_trainers)]
    lead, *others = trainers
    delivery = classroom.open_from(
        WEEK,
        first_days=[first_at.date()],
        city=plan.city,
        title=f"Cluster management in one week, {plan.city}",
        zone=plan.zone,
        capacity=CAPACITY,
        project=history.projects[number],
        host=history.cast.employer[lead.pk],
        lead=lead,
        by=lead,
        at=at,
    )
    sessions = list(delivery.sessions.order_by("starts_at").select_related("delivery"))
    for turn, person in enumerate(others):
        theirs = sessions[turn :: len(others)]
        give_role(sessions=theirs, person=person, role="co-trainer", by=lead, at=at)
    return Training(delivery, plan, trainers, sessions)


def enrol_managers(history: History, training: Training, number: int) -> None:
    """The project's managers of these countries, and with them who will not complete."""
    managers, countries = PLANS[number].managers, training.plan.countries.split()
    turns = [country for country in countries for _turn in range(managers[country])]
    at = training.begins_at - JOINED
    for turn, country in enumerate(turns):
        person = history.cast.invent(country, at)
        training.staying.append(join(history, training, person, at + timedelta(hours=2 * turn)))
    for kind, country in enumerate(list(managers)[: IS_AWAY + 1]):
        if country in countries:
            person = history.cast.invent(country, at)
            training.dropping[kind] = join(history, training, person, at + timedelta(days=2))
    if number == 0 and training.plan is PLANS[0].trainings[0]:
        training.late = training.staying[:LATE]


def join(history: History, training: Training, person: Person, at: datetime) -> Enrolment:
    return join_delivery(
        delivery=training.delivery,
        person=person,
        project=training.delivery.project,
        organisation=history.cast.employer[person.pk],
        by=training.lead,
        at=at,
    )


def teach(training: Training) -> None:
    """Day by day; one person leaves after two, another comes no more from the fourth on."""
    places = [*training.staying, *training.dropping.values()]
    leaver = training.dropping.get(LEAVES)
    by = training.lead
    days = [session.starts_at.date() for session in training.sessions]
    until = sum((day - days[0]).days < LEFT_AFTER for day in days)
    minutes = attended_by(training)
    classroom.fill_signed_list(training.sessions[0], places, by)
    classroom.fill_lists(training.sessions[1:until], places, by, minutes)
    if leaver is not None:
        at = training.sessions[until - 1].ends_at + timedelta(hours=3)
        leave(enrolment=leaver, reason="Called back to the office.", by=leaver.person, at=at)
        places.remove(leaver)
    classroom.fill_lists(training.sessions[until:], places, by, minutes)


def attended_by(training: Training) -> classroom.Minutes:
    away = training.dropping.get(IS_AWAY)
    first_day = training.begins_at.date()

    def minutes(place: Enrolment, session: Session) -> int:
        day = (session.starts_at.date() - first_day).days + 1
        if place == away and day >= AWAY_FROM:
            return 0
        comes_late = classroom.falls_on(place, session, 17, "late")
        misses = classroom.falls_on(place, session, 41, "away")
        return 0 if misses else session.minutes - 20 if comes_late else session.minutes

    return minutes


def sit_tests(history: History, training: Training, markers: list[Person]) -> None:
    path = training.path(history.for_managers)
    for place in training.staying:
        own = path[:-1] if place in training.late else path
        training.certain_at = max(training.certain_at, follow(place, own, markers))
    if LEAVES in training.dropping:
        follow(training.dropping[LEAVES], path[:4], markers)
    if FAILS in training.dropping:
        place = training.dropping[FAILS]
        follow(place, path[:2], markers)
        module, about = path[2]
        fail(place, module, range(1, 4), about)


def finish(history: History, training: Training) -> None:
    """The lead closes when the last test is certain; that brings each trainer what it counts for."""
    at = training.certain_at + timedelta(days=2)
    classroom.close(training.delivery, training.lead, at)
    accredit(history, training.delivery, training.trainers, len(training.plan.co_leads), at)


def settle_late(history: History, training: Training) -> None:
    """Who passed the last test after the training was closed has completed all the same (R27)."""
    path, markers = training.path(history.for_managers), markers_of(history, 0)
    moments = [follow(place, path[-1:], markers, is_late=True) for place in training.late]
    let_follow(COMPLETIONS)
    settle_completions(
        delivery=training.delivery,
        reason="Passed the last test at the third attempt, after the training was closed.",
        by=training.lead,
        at=max(moments) + timedelta(days=1),
    )


def refresh(history: History, places: list[Enrolment]) -> Training:
    """People trained in the first project come again to the last one."""
    last = len(PLANS) - 1
    training = open_training(history, last, REFRESHER)
    at = training.begins_at - JOINED
    training.staying = [join(history, training, place.person, at) for place in places]
    classroom.fill_lists(training.sessions, training.staying, training.lead, classroom.everything)
    markers = history.instructors[last - 1]
    path = training.path(history.for_managers, REFRESHED_EVERY)
    training.certain_at = max(follow(place, path, markers) for place in training.staying)
    return training
