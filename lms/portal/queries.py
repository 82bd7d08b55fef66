"""Puts together what each persona finds on the home page."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from certification.certificates.models import Certificate
from certification.certificates.queries import certificates_of
from certification.counts.queries import Figure, headline_figures
from certification.decisions.queries import decisions_visible_to
from courses.attempts.queries import markable_modules, marking_queue
from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Project, TeachingAuthority
from courses.enrolment.models import Enrolment
from courses.progress.queries import CourseHome, course_home
from lms.people.models import Person

COURSES = 5
DECISIONS = 5


@dataclass
class Home:
    """The home page of one person; parts that are not theirs stay empty."""

    courses: list[CourseHome] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    programmes: list[ProgrammePage] = field(default_factory=list)
    authorities: list[TeachingAuthority] = field(default_factory=list)
    may_mark: bool = False
    waiting_for_marks: int = 0
    figures: list[Figure] = field(default_factory=list)
    decisions: list[Any] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)


def home_of(person: Person, *, today: date, now: datetime) -> Home:
    """Built from the roles held and the rights valid today; a fixed number of queries."""
    home = Home(
        courses=[
            course_home(enrolment, now)
            for enrolment in Enrolment.objects.visible_to(person).select_related("programme")[
                :COURSES
            ]
        ],
        certificates=list(certificates_of(person)[:20]),
        authorities=list(
            TeachingAuthority.objects.valid_on(today)
            .filter(person=person)
            .select_related("programme", "module")
        ),
    )
    if not home.courses:
        home.programmes = list(ProgrammePage.objects.live())
    if home.authorities or "administrator" in person.roles:
        home.may_mark = markable_modules(person, today).exists()
        home.waiting_for_marks = marking_queue(person, now).count()
    if "administrator" in person.roles or "auditor" in person.roles:
        home.figures = headline_figures(today)
    if "officer" in person.roles:
        home.decisions = list(decisions_visible_to(person)[:DECISIONS])
    home.projects = list(projects_of(person))
    return home


def projects_of(person: Person):
    """Projects the person coordinates, with how many are enrolled and trained."""
    return Project.objects.filter(coordinations__person=person).annotate(
        enrolled=Count("enrolments", distinct=True),
        trained=Count(
            "enrolments__person",
            filter=Q(enrolments__programme_completion__isnull=False),
            distinct=True,
        ),
    )
