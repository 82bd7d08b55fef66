"""The history of 2012 and 2013: a cohort of the programme, and what its instructors gave at home."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.actions import register_project
from courses.deliveries.models import Project
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from lms.demo.cast import Cast, let_teach
from lms.demo.past.plans import PLANS, ZONE
from lms.people.models import Person

FOUNDED = datetime(2011, 10, 3, 9, tzinfo=UTC)


@dataclass
class Faculty:
    """Who gives the programme: two teach, two tutor, and two examine who taught and tutored nobody."""

    teachers: list[Person] = field(default_factory=list)
    tutors: list[Person] = field(default_factory=list)
    examiners: list[Person] = field(default_factory=list)

    def __iter__(self):
        return iter([*self.teachers, *self.tutors, *self.examiners])


@dataclass
class History:
    """What later parts of the demonstration build on."""

    programme: ProgrammePage
    modules: list[ModulePage]
    cast: Cast
    by: Person
    instructor: Person
    tutor: Person
    officer: Person
    projects: list[Project] = field(default_factory=list)
    faculty: Faculty = field(default_factory=Faculty)
    instructors: list[list[Person]] = field(default_factory=list)  # by project

    @property
    def for_managers(self) -> list[ModulePage]:
        return [module for module in self.modules if not module.is_trainer_only]


def gather_faculty(history: History) -> None:
    """Founding faculty, who may teach everything from the start."""
    cast = history.cast
    faculty = history.faculty = Faculty(
        teachers=[cast.invent("ES", FOUNDED), cast.invent("SE", FOUNDED)],
        tutors=[cast.hire(history.tutor, "IE", FOUNDED), cast.invent("LT", FOUNDED)],
        examiners=[cast.invent("RO", FOUNDED), cast.invent("IE", FOUNDED)],
    )
    for person in faculty:
        let_teach(person, history.programme, source="founding faculty", at=FOUNDED, by=history.by)


def register_projects(history: History) -> None:
    for plan in PLANS:
        project = register_project(
            code=plan.code,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            zone=ZONE,
            by=history.by,
            at=datetime.combine(plan.starts_on, FOUNDED.time(), tzinfo=UTC),
        )
        history.projects.append(project)


def take_place(history: History, person: Person, role: str, at: datetime) -> Enrolment:
    """A place at one's own pace, which no project pays for."""
    return enrol(
        person=person,
        programme=history.programme,
        role=role,
        organisation=history.cast.employer[person.pk],
        by=history.by,
        at=at,
    )
