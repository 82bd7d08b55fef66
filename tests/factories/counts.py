"""Rows behind counts: rules, projects, and completed places without their long history."""

from datetime import UTC, date, datetime, time

from django.core.exceptions import EmptyResultSet
from django.db import connection

from certification.counts.actions import install_rule
from certification.counts.models import CountingRule
from courses.attempts.models import Attempt, ResultWithdrawal
from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries.actions import register_project
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from courses.progress.models import ProgrammeCompletion, ProgrammeWithdrawal
from lms.people.models import Person
from tests.factories.people import PersonFactory

AT = datetime(2012, 1, 1, tzinfo=UTC)
UNIQUENESS = {
    "programme": "ever",
    "annual": "year",
    "project": "project",
    "participations": "participation",
}


def rules(zone: str = "Europe/Brussels") -> dict[str, CountingRule]:
    """One rule for each way to count, by code."""
    return {
        code: install_rule(
            data={
                "code": code,
                "version": 1,
                "title": f"Trained: {uniqueness}",
                "text": "The rule in words.",
                "uniqueness": uniqueness,
                "zone": zone,
            },
            by=None,
            at=AT,
        )
        for code, uniqueness in UNIQUENESS.items()
    }


class Asked:
    """The same questions asked many times, while no rule and no project changes.

    Each one's query is put together once, which takes Django longer than the database its answer.
    """

    def __init__(self) -> None:
        self.made: dict = {}

    def count(self, ask, rule: CountingRule, filters, as_of: date) -> int:
        key = ask, rule.pk, filters, as_of
        if key not in self.made:
            units = ask(rule, filters, as_of=as_of).order_by().values("pk")
            try:
                self.made[key] = units.query.sql_with_params()
            except EmptyResultSet:  # there is no project that could pay for anything
                return 0
        sql, values = self.made[key]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql}) AS units", values)
            return cursor.fetchone()[0]


def project(code: str, starts_on: date, ends_on: date, zone: str = "Europe/Brussels") -> Project:
    return register_project(
        code=code, title=code, starts_on=starts_on, ends_on=ends_on, zone=zone, by=None, at=AT
    )


def place(
    programme: ProgrammePage,
    *,
    person: Person | None = None,
    role: str = "manager",
    project: Project | None = None,
    country: str = "AT",
    completed_at: datetime | None = None,
    enrolled_at: datetime = AT,
    recorded_at: datetime | None = None,
) -> Enrolment:
    """A place in the programme, completed at an instant if one is given, and known at once or later."""
    enrolment = Enrolment.objects.create(
        person=person or PersonFactory(),
        programme=programme,
        role=role,
        project=project,
        country=country,
        enrolled_at=enrolled_at,
    )
    if completed_at:
        ProgrammeCompletion.objects.create(
            enrolment=enrolment,
            completed_at=completed_at,
            recorded_at=recorded_at or completed_at,
        )
    return enrolment


def withdraw_completion(
    enrolment: Enrolment,
    *,
    on: date,
    restored_at: datetime | None = None,
    recorded_at: datetime | None = None,
) -> None:
    """The completion of the place is withdrawn on a day, and another pass may have restored it.

    Both were recorded when the later of them happened, if nothing else is said.
    """
    morning = datetime.combine(on, time(), tzinfo=UTC)
    recorded_at = recorded_at or max(morning, restored_at or morning)
    module = ModulePage.objects.child_of(enrolment.programme).first()
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=module.assessment,
        design=module.assessment.design,
        number=1,
        seed=1,
        started_at=AT,
        submitted_at=AT,
    )
    cause = ResultWithdrawal.objects.create(
        attempt=attempt,
        reason="Answers were passed on.",
        effective_on=on,
        withdrawn_at=AT,
        withdrawn_by=PersonFactory(),
    )
    completion = enrolment.programme_completions.get()
    ProgrammeWithdrawal.objects.create(
        completion=completion, cause=cause, effective_on=on, recorded_at=recorded_at
    )
    if restored_at:
        ProgrammeCompletion.objects.create(
            enrolment=enrolment, number=2, completed_at=restored_at, recorded_at=recorded_at
        )
