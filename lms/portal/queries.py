"""Puts together what each persona finds on the home page."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import TaskState

from certification.certificates.models import Certificate
from certification.certificates.queries import certificates_of
from certification.counts.models import CountingRule
from certification.counts.queries import trained
from certification.counts.rules import Filters
from certification.counts.summaries import Figure, headline_figures
from certification.decisions.models import Decision
from certification.decisions.queries import decisions_visible_to
from certification.decisions.queries import queue as applications
from courses.attempts.queries import markable_modules
from courses.catalogue.models import (
    LessonPage,
    ModulePage,
    ProgrammePage,
    modules_with_lessons,
)
from courses.deliveries.models import Project, TeachingAuthority
from courses.deliveries.queries import notes_open_to
from courses.enrolment.models import Enrolment
from courses.evaluation.models import SurveyInvitation
from courses.evaluation.queries import open_for
from courses.marking.queries import marking_queue
from courses.progress.queries import CourseHome, Place, course_home, places_of
from lms.people.models import Person

PLACES = 10
SURVEYS = 10
CERTIFICATES = 6
DECISIONS = 5
NOTES = 30


@dataclass(frozen=True)
class ProjectFigures:
    """A project with its places, and the people trained for it by role under the project rule."""

    project: Project
    enrolled: int
    managers: int
    instructors: int


@dataclass
class Home:
    """The home page of one person; parts that are not theirs stay empty."""

    course: CourseHome | None = None
    other_places: list[Place] = field(default_factory=list)
    surveys: list[SurveyInvitation] = field(default_factory=list)
    programmes: list[ProgrammePage] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    certificates_count: int = 0
    authorities: list[TeachingAuthority] = field(default_factory=list)
    notes: list[tuple[ModulePage, list[LessonPage]]] = field(default_factory=list)
    may_mark: bool = False
    waiting_for_marks: int = 0
    may_write: bool = False
    waiting_for_review: int = 0
    figures: list[Figure] = field(default_factory=list)
    may_see_decisions: bool = False
    decisions: list[Decision] = field(default_factory=list)
    waiting_to_be_decided: int = 0
    projects: list[ProjectFigures] = field(default_factory=list)
    project_rule: CountingRule | None = None
    today: date | None = None


def home_of(person: Person, *, today: date, now: datetime) -> Home:
    """Built from the roles held and the rights valid today; a fixed number of queries."""
    home = Home(today=today)
    _add_learning(home, person, now)
    _add_teaching(home, person, today, now)
    if not person.roles.isdisjoint({"author", "administrator"}):
        home.may_write = True
        home.waiting_for_review = TaskState.objects.reviewable_by(person).count()
    if not person.roles.isdisjoint({"administrator", "auditor"}):
        home.figures = headline_figures(today, now=now)
    if "officer" in person.roles:
        home.may_see_decisions = True
        home.decisions = list(decisions_visible_to(person)[:DECISIONS])
        home.waiting_to_be_decided = applications(is_complete=True).count()
    if "coordinator" in person.roles:
        _add_projects(home, person, today)
    return home


def _add_learning(home: Home, person: Person, now: datetime) -> None:
    """The course used last in full, the others in short, what one is asked, and certificates."""
    places = places_of(person, PLACES)
    if places:
        home.course = course_home(places[0].enrolment, now)
        home.other_places = places[1:]
        home.surveys = list(open_for(person, now)[:SURVEYS])
    else:
        home.programmes = list(ProgrammePage.objects.live().defer("outline").order_by("path"))
    certificates = certificates_of(person)
    home.certificates = list(certificates[:CERTIFICATES])
    home.certificates_count = certificates.count()


def _add_teaching(home: Home, person: Person, today: date, now: datetime) -> None:
    home.authorities = list(
        TeachingAuthority.objects.valid_on(today)
        .filter(person__in=person.selves)
        .select_related("programme", "module")
        .defer("programme__outline")
        .order_by("programme__path", "module__path")
    )
    if home.authorities:
        notes = list(notes_open_to(person, today)[:NOTES])
        paths = {lesson.path[: -LessonPage.steplen] for lesson in notes}
        modules = ModulePage.objects.filter(path__in=paths).order_by("path")
        home.notes = modules_with_lessons(modules, notes)
    if home.authorities or "administrator" in person.roles:
        home.may_mark = markable_modules(person, today).exists()
        home.waiting_for_marks = marking_queue(person, now).count()


def _add_projects(home: Home, person: Person, today: date) -> None:
    """Roles are counted apart and not added (R17); no figure without its rule (R11)."""
    taken = Enrolment.objects.taken().filter(project=OuterRef("pk"))
    places = taken.order_by().values("project").annotate(n=Count("pk")).values("n")
    projects = (
        Project.objects.filter(coordinations__person=person)
        .annotate(enrolled=Coalesce(Subquery(places), 0))
        .order_by("-starts_on", "code")
    )
    rule = CountingRule.objects.filter(code="project").order_by("-version").first()
    counts = {
        role: _trained_by_project(rule, role, today) if rule else defaultdict(int)
        for role in Enrolment.Role
    }
    home.project_rule = rule
    home.projects = [
        ProjectFigures(
            project=project,
            enrolled=project.enrolled,
            managers=counts[Enrolment.Role.MANAGER][project.pk],
            instructors=counts[Enrolment.Role.INSTRUCTOR][project.pk],
        )
        for project in projects
    ]


def _trained_by_project(rule: CountingRule, role: str, today: date) -> dict[int, int]:
    units = trained(rule, Filters(role=role), as_of=today).order_by()
    rows = units.values_list("project").annotate(n=Count("pk"))
    return defaultdict(int, rows)
