"""Who may freeze and read what, and whether a report is as it was frozen."""

import json
from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.reports.heads import series_of, sha256_of
from certification.reports.models import FrozenFile, FrozenReport, FrozenRow
from certification.reports.rows import Row
from courses.deliveries.models import Project
from lms.people.models import Person
from lms.private_files import kept_of

READ_ALL = frozenset({"administrator", "auditor"})
AT_A_TIME = 1000


def coordinated(person: Person) -> QuerySet[Project]:
    return Project.objects.filter(coordinations__person=person)


def may_freeze(person: Person, project: str) -> bool:
    """Administrators any figure, coordinators those of their projects."""
    if not person.is_authenticated:
        return False
    return "administrator" in person.roles or (
        bool(project) and coordinated(person).filter(code=project).exists()
    )


def reports_for(person: Person) -> QuerySet[FrozenReport]:
    if not person.is_authenticated:
        return FrozenReport.objects.none()
    if not person.roles.isdisjoint(READ_ALL):
        return FrozenReport.objects.all()
    return FrozenReport.objects.filter(project__in=coordinated(person).values("pk"))


def earlier_of_the_same(question: Question, person: Person) -> QuerySet[FrozenReport]:
    """What a new report of this question may continue, the newest first."""
    return reports_for(person).filter(series=series_of(question))


def question_of(rule: int, asked: dict[str, str]) -> Question:
    """The question that an address of a figure, kept with a report or a job, asks."""
    kept = CountingRule.objects.get(pk=rule)
    filters = Filters.of(asked).with_(evidence="", known_at=None)  # as reports are frozen
    return Question(kept, filters, date.fromisoformat(asked["as_of"]))


def question_frozen(report: FrozenReport) -> Question:
    asked = json.loads(report.head)["filters"] | {"as_of": report.as_of.isoformat()}
    return question_of(report.rule_id, asked)


def said_by(report: FrozenReport) -> Iterator[str]:
    """The rows as they stand in the file, in their order; some at a time."""
    rows = report.rows.order_by("number").values_list("said", flat=True)
    yield from rows.iterator(chunk_size=AT_A_TIME)


def rows_by(report: FrozenReport) -> Iterator[Row]:
    for said in said_by(report):
        yield json.loads(said)


def is_intact(report: FrozenReport) -> bool:
    """Whether head and rows are those that the checksum was taken of."""
    return sha256_of(report.head, said_by(report)) == report.sha256


def is_as_made(kept: FrozenFile) -> bool:
    try:
        with kept.file.open("rb") as file:
            return kept_of(file, kept.name)["sha256"] == kept.sha256
    except FileNotFoundError:
        return False


def people_of(rows: list[FrozenRow]) -> dict[str, Person]:
    """Who stands behind the identifiers of some rows; names are looked up, never kept (R4)."""
    people = Person.objects.filter(public_id__in=[row.person_uid for row in rows])
    return {str(person.public_id): person for person in people}


def erased(report: FrozenReport) -> int:
    """How many of those counted were removed at their own request since; they count on (R4)."""
    people = Person.objects.filter(erased_at__isnull=False)
    return report.rows.filter(person_uid__in=people.values("public_id")).count()


def named(report: FrozenReport, search: str) -> QuerySet[FrozenRow]:
    """Rows of people whose name as it is now holds the text."""
    rows = report.rows.all()
    if not search:
        return rows
    people = Person.objects.all()
    for word in search.split()[:5]:
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    return rows.filter(person_uid__in=people.values("public_id"))
