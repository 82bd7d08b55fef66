"""The history of 2012 and 2013: four projects, twenty instructors, eighty cluster managers."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from certification.certificates.rules import add_months
from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.actions import register_project
from courses.deliveries.models import Project
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from lms.demo.cast import Cast, let_teach
from lms.demo.sittings import Outcome, mark, sit
from lms.people.models import Person

ZONE = "Europe/Brussels"
COHORT = datetime(2012, 4, 16, 8, tzinfo=UTC)  # the Train-the-Trainers run of 2012
COHORT_STEP, TRAINING_STEP = 26, 16  # days from one module test to the next
RESIT_AFTER = 8  # days; one more than the wait that the tests ask for
DROPPED_OUT = 3  # in each project
REFRESHERS = 2
LATE = 2  # who pass their last test only after the end of their project (R29)
INSTRUCTOR_AT = ("DEMO-CIP-2", 0)  # the project and place of the instructor's account
FAILS, WAITS = 0.07, 0.3  # shares of sittings that fail, and that wait for an open answer's mark


@dataclass(frozen=True)
class Plan:
    """A grant, the start of the training it pays for, and whom it brings, by country."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    training: datetime
    instructors: str
    managers: dict[str, int]


PLANS = [
    Plan(
        "DEMO-CIP-1",
        "Danube and Alps",
        date(2012, 1, 1),
        date(2013, 6, 30),
        datetime(2013, 1, 14, 8, tzinfo=UTC),
        "AT DE HU SI SK",
        {"AT": 5, "DE": 5, "HU": 4, "SI": 3, "SK": 3},
    ),
    Plan(
        "DEMO-CIP-2",
        "Mediterranean",
        date(2012, 2, 1),
        date(2013, 8, 31),
        datetime(2013, 2, 4, 8, tzinfo=UTC),
        "ES IT GR PT ES",
        {"ES": 6, "IT": 5, "PT": 3, "GR": 3, "TR": 2, "TN": 1},
    ),
    Plan(
        "DEMO-CIP-3",
        "Baltic and North",
        date(2012, 1, 1),
        date(2013, 8, 31),
        datetime(2013, 1, 21, 8, tzinfo=UTC),
        "DK SE FI PL PL",
        {"DK": 4, "SE": 5, "FI": 4, "PL": 5, "LT": 2},
    ),
    Plan(
        "DEMO-CIP-4",
        "Atlantic and Centre",
        date(2012, 3, 1),
        date(2013, 8, 31),
        datetime(2013, 2, 11, 8, tzinfo=UTC),
        "FR FR NL BE CZ",
        {"FR": 6, "BE": 3, "NL": 4, "IE": 3, "CZ": 2, "RO": 2},
    ),
]


@dataclass
class History:
    """What later parts of the demonstration build on."""

    programme: ProgrammePage
    modules: list[ModulePage]
    cast: Cast
    by: Person
    instructor: Person
    projects: list[Project] = field(default_factory=list)
    faculty: list[Person] = field(default_factory=list)


def tell_history(history: History) -> None:
    """Everything up to August 2013."""
    earlier = datetime(2011, 10, 3, 9, tzinfo=UTC)
    history.faculty = [history.cast.invent(country, earlier) for country in ("ES", "SE")]
    for person in history.faculty:
        let_teach(person, history.programme, source="founding faculty", at=earlier, by=history.by)
    trainers = [train_instructors(history, plan) for plan in PLANS]
    first_managers = [
        train_managers(history, plan, markers)
        for plan, markers in zip(PLANS, trainers, strict=True)
    ]
    refresh(history, first_managers[0][LATE : LATE + REFRESHERS], trainers[-1])


def train_instructors(history: History, plan: Plan) -> list[Person]:
    """The project's five instructors pass all ten tests, one more person does not."""
    project = register_project(
        code=plan.code,
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        zone=ZONE,
        by=history.by,
        at=datetime.combine(plan.starts_on, COHORT.time(), tzinfo=UTC),
    )
    history.projects.append(project)
    passed = []
    for number, country in enumerate([*plan.instructors.split(), plan.instructors[:2]]):
        enrolled_at = COHORT - timedelta(days=30 - number)
        if (plan.code, number) == INSTRUCTOR_AT:
            person = history.cast.hire(history.instructor, country, enrolled_at)
        else:
            person = history.cast.invent(country, enrolled_at)
        place = take_place(history, person, "instructor", project, enrolled_at)
        is_extra = number == len(plan.instructors.split())
        modules = history.modules[:6] if is_extra else history.modules
        done_at = follow(place, modules, COHORT, COHORT_STEP, history.faculty)
        if not is_extra:
            let_teach(
                person,
                history.programme,
                source="Train-the-Trainers 2012",
                at=done_at,
                through=add_months(done_at.date(), 24),
                by=history.by,
            )
            passed.append(person)
    return passed


def train_managers(history: History, plan: Plan, markers: list[Person]) -> list[Enrolment]:
    """The project's twenty managers pass nine tests; three more give up or fail for good."""
    project = Project.objects.get(code=plan.code)
    modules = [module for module in history.modules if not module.is_trainer_only]
    countries = [country for country, number in plan.managers.items() for _ in range(number)]
    places = []
    for number, country in enumerate([*countries, *list(plan.managers)[:DROPPED_OUT]]):
        enrolled_at = plan.training - timedelta(days=21, hours=number)
        person = history.cast.invent(country, enrolled_at)
        place = take_place(history, person, "manager", project, enrolled_at)
        if number >= len(countries):
            give_up(place, modules, plan.training, number % DROPPED_OUT, markers)
            continue
        is_late = plan is PLANS[0] and number < LATE
        follow(place, modules, plan.training, TRAINING_STEP, markers, is_late=is_late)
        places.append(place)
    return places


def take_place(
    history: History, person: Person, role: str, project: Project | None, at: datetime
) -> Enrolment:
    return enrol(
        person=person,
        programme=history.programme,
        role=role,
        project=project,
        organisation=history.cast.employer[person.pk],
        by=history.by,
        at=at,
    )


def follow(
    place: Enrolment,
    modules: list[ModulePage],
    start: datetime,
    step: int,
    markers: list[Person],
    *,
    is_late: bool = False,
) -> datetime:
    """Pass the tests of these modules one after the other; returns when the last was certain."""
    rng = random.Random(f"path of {place.person.public_id} {place.project_id}")  # noqa: S311
    last = start
    for number, module in enumerate(modules):
        moment = start + timedelta(
            days=step * number + rng.randint(0, 3), minutes=rng.randint(0, 420)
        )
        tries = 1 if rng.random() < FAILS else 0
        if is_late and module is modules[-1]:
            moment, tries = moment + timedelta(days=24), 2
        for failed in range(tries):
            sit(enrolment=place, module=module, number=failed + 1, outcome=Outcome.FAIL, at=moment)
            moment += timedelta(days=RESIT_AFTER)
        outcome = Outcome.MARK if rng.random() < WAITS else Outcome.PASS
        sitting = sit(enrolment=place, module=module, number=tries + 1, outcome=outcome, at=moment)
        certain_at = sitting.ended_at
        if outcome is Outcome.MARK:
            certain_at += timedelta(days=rng.randint(1, 8), minutes=rng.randint(0, 300))
            mark(sitting=sitting, by=rng.choice(markers), at=certain_at)
        last = max(last, certain_at)
    return last


def give_up(
    place: Enrolment,
    modules: list[ModulePage],
    start: datetime,
    kind: int,
    markers: list[Person],
) -> None:
    """Stop half way, fail one test three times, or enrol and never begin."""
    if kind == 0:
        follow(place, modules[:4], start, TRAINING_STEP, markers)
    elif kind == 1:
        follow(place, modules[:2], start, TRAINING_STEP, markers)
        for number in range(3):
            moment = start + timedelta(days=40 + RESIT_AFTER * number)
            sit(
                enrolment=place,
                module=modules[2],
                number=number + 1,
                outcome=Outcome.FAIL,
                at=moment,
            )


def refresh(history: History, places: list[Enrolment], markers: list[Person]) -> None:
    """People trained in the first project are trained again in the last one (R16)."""
    modules = [module for module in history.modules if not module.is_trainer_only]
    start = datetime(2013, 6, 3, 8, tzinfo=UTC)
    for place in places:
        again = take_place(
            history, place.person, "manager", history.projects[-1], start - timedelta(days=7)
        )
        follow(again, modules, start, 7, markers)
