"""Fifty people at one door: one result, one certificate. Runs where PostgreSQL is."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from certification.certificates.models import Certificate, StatusEvent
from certification.decisions.actions import (
    decide_application,
    grant_by_rule,
    withdraw_application,
)
from certification.decisions.models import Decision
from courses.attempts.actions import submit_attempt
from courses.attempts.models import Mark, Result, Step
from courses.progress.actions import record_completion
from lms.journal import outbox
from tests.factories.certification import module_certificate_type
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.decisions import Case, officer

PARALLEL = 50
pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def at_once(work) -> list:
    """Run `work` fifty times, all starting together, each on its own connection."""
    barrier = Barrier(PARALLEL)

    def run(_):
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(run, range(PARALLEL)))


@pytest.fixture
def no_relay(monkeypatch):
    """Leave the outbox to the test, so that only the parallel calls are at work."""
    monkeypatch.setattr(outbox, "wake", lambda event_id: None)


def test_fifty_parallel_submits_of_one_attempt_give_one_result(no_relay):
    programme = programme_page()
    attempt = answered_attempt(
        enrolment=enrolment(programme=programme), module=modules_of(programme)[0]
    )
    person = attempt.enrolment.person

    at_once(lambda: submit_attempt(attempt=attempt, key=uuid.uuid4(), by=person, at=AT))

    assert Result.objects.filter(attempt=attempt).count() == 1
    assert Step.objects.filter(attempt=attempt, kind=Step.Kind.SUBMITTED).count() == 1
    assert Mark.objects.filter(question__attempt=attempt).count() == attempt.questions.count()


def test_fifty_parallel_grants_for_one_person_give_one_certificate(no_relay):
    programme = programme_page()
    module = modules_of(programme)[0]
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    record_completion(result=attempt.results.get(), at=AT)
    kind = module_certificate_type(programme)

    decisions = at_once(
        lambda: grant_by_rule(enrolment=place, certificate_type=kind, scope=module.code, at=AT)
    )

    at_once(outbox.deliver_due)

    assert len({decision.pk for decision in decisions}) == 1
    granted = Decision.objects.filter(person=place.person, type_code=kind.code)
    assert granted.count() == 1
    certificate = Certificate.objects.get(decision__in=granted)
    assert certificate.status_events.filter(kind=StatusEvent.Kind.GRANTED).count() == 1


def test_fifty_parallel_decisions_about_one_application_are_one(no_relay):
    case, by = Case(), officer()
    application = case.application()

    def decide():
        return decide_application(
            application=application, outcome="granted", reasons="", by=by, at=AT
        )

    decisions = at_once(decide)

    at_once(outbox.deliver_due)

    assert len({decision.pk for decision in decisions}) == 1
    assert Decision.objects.filter(person=application.person).count() == 1
    assert Certificate.objects.filter(person=application.person).count() == 1


def test_fifty_parallel_applications_of_one_person_are_one(no_relay):
    case = Case()
    person = case.application().person
    withdraw_application(application=person.applications.get(), by=person, at=AT)

    applications = at_once(lambda: case.application(person, is_complete=False))

    assert len({application.pk for application in applications}) == 1
    assert person.applications.waiting().count() == 1
