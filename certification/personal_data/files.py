"""Files of evidence, the projects that they rest on, and what those have kept long enough (R58)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certification.records.models import RecordEvidence, RecordVersion
from certification.schemes.papers.models import CandidatePaper
from courses.attempts.models import AnswerFile
from courses.deliveries.models import Project
from courses.enrolment.models import Evidence
from courses.fieldwork.models import MilestoneFile
from lms.people.models import Person


@dataclass(frozen=True)
class Kind:
    """A table of files: the way to its projects, and to the people whom a file is about.

    Where projects are named by their code, one that nobody knows yet keeps the file as well.
    """

    code: str
    label: Any
    model: type[Model]
    projects: tuple[str, ...]
    person: str
    by_code: bool = False

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model.objects.all()  # type: ignore[attr-defined]

    @property
    def files(self) -> QuerySet[Any]:
        """Those that are there."""
        return self.rows.filter(removed_at__isnull=True)

    def of_projects(self, projects: Iterable[Project]) -> Q:
        keys = [each.code if self.by_code else each.pk for each in projects]
        resting = Q(pk__in=[])
        for path in self.projects:
            resting |= Q(**{f"{path}__in": keys})
        return resting


KINDS = (
    Kind(
        "lists",
        _("Signed lists and logs of trainings"),
        Evidence,
        ("delivery__project", "delivery__enrolments__project"),
        "delivery__enrolments__person",
    ),
    Kind(
        "records",
        _("Evidence of past trainings"),
        RecordEvidence,
        ("versions__record__project_code",),
        "versions__record__person",
        by_code=True,
    ),
    Kind(
        "answers",
        _("Files handed in with answers"),
        AnswerFile,
        (
            "question__attempt__enrolment__project",
            "question__attempt__enrolment__delivery__project",
        ),
        "question__attempt__enrolment__person",
    ),
    Kind(
        "fieldwork",
        _("Files of field projects"),
        MilestoneFile,
        ("entry__team__delivery__project", "entry__team__members__enrolment__project"),
        "entry__team__members__enrolment__person",
    ),
    Kind(
        "papers",
        _("Documents for certificates"),
        CandidatePaper,
        (),
        "person",
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def projects_with_holds() -> QuerySet[Project]:
    return Project.objects.prefetch_related("holds")


def binding(day: date) -> list[Project]:
    """Projects whose evidence must still be there on a day; two queries, as they are few."""
    ends = ((project, project.retained_until) for project in projects_with_holds())
    return [project for project, end in ends if end is None or end >= day]


def kept(kind: Kind, day: date) -> QuerySet[Any]:
    """Files that some project keeps on a day: of several the longest binds (R58)."""
    resting = kind.of_projects(binding(day))
    if kind.by_code:
        unknown = RecordVersion.objects.filter(evidence__isnull=False).exclude(
            Q(record__project_code="")
            | Q(record__project_code__in=Project.objects.order_by().values("code"))
        )
        resting |= Q(pk__in=unknown.order_by().values("evidence"))
    return kind.rows.filter(resting)


def past_retention(kind: Kind, day: date) -> QuerySet[Any]:
    """Files that rest on a project, and on none that keeps them any longer; oldest first."""
    of_some = kind.rows.filter(kind.of_projects(Project.objects.all()))
    return (
        kind.files.filter(pk__in=of_some.order_by().values("pk"))
        .exclude(pk__in=kept(kind, day).order_by().values("pk"))
        .order_by("pk")
    )


def about(kind: Kind, person: Person) -> QuerySet[Any]:
    """Files about a person, whoever else they are about."""
    own = kind.rows.filter(**{f"{kind.person}__in": person.selves})
    return kind.files.filter(pk__in=own.order_by().values("pk")).order_by("pk")


def of_nobody_else(kind: Kind, person: Person, day: date) -> QuerySet[Any]:
    """Files about a person and about nobody else who is known, which no project keeps (R59)."""
    return (
        about(kind, person)
        .exclude(pk__in=_of_others(kind, person).order_by().values("pk"))
        .exclude(pk__in=kept(kind, day).order_by().values("pk"))
    )


def _of_others(kind: Kind, person: Person) -> QuerySet[Any]:
    """Files about somebody else who is still known."""
    known = Person.objects.filter(erased_at__isnull=True).exclude(pk__in=person.selves)
    return kind.rows.filter(**{f"{kind.person}__in": known.order_by()})
