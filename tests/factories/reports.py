"""Frozen reports with their files, at a moment of one's choice."""

from datetime import UTC, date, datetime

from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.reports.actions import FORMS, freeze_report, make_file
from certification.reports.heads import Naming
from certification.reports.models import FrozenReport
from lms.people.models import Person
from tests.factories.people import PersonFactory


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def frozen(
    rule: CountingRule,
    *,
    as_of: str = "2013-12-31",
    at: str = "2014-02-01",
    by: Person | None = None,
    continues: FrozenReport | None = None,
    title: str = "Interim report",
    has_files: bool = False,
    **filters,
) -> FrozenReport:
    """A report of what was known at noon of that day."""
    report = freeze_report(
        question=Question(rule, Filters(**filters), date.fromisoformat(as_of)),
        naming=Naming("interim", title, "For the funder.", continues),
        by=by or PersonFactory(roles=["administrator"]),
        at=noon(at),
    )
    for form in FORMS if has_files else ():
        make_file(report=report, form=form, at=noon(at))
    return report


def bytes_of(report: FrozenReport) -> dict[str, bytes]:
    found = {}
    for kept in report.files.all():
        with kept.file.open("rb") as file:
            found[kept.form] = file.read()
    return found
