"""Officers see which decisions rest on a result withdrawn since; nothing changes by itself (R10)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from certification.decisions.withdrawn import concerns, evidence_withdrawn
from courses.analysis.actions import withdraw_result
from courses.attempts.actions import submit_attempt
from courses.progress.models import ModuleCompletion
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def passed(place, module, *, at=AT):
    attempt = answered_attempt(enrolment=place, module=module, at=at)
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


@pytest.fixture
def programme():
    programme = programme_page()
    install(programme, ["M1"])
    return programme


def withdraw(attempt):
    return withdraw_result(
        attempt=attempt,
        reason="Answers were passed on.",
        effective_on=LATER.date(),
        by=PersonFactory(roles=["administrator"]),
        at=LATER,
    )


def listed():
    return concerns(evidence_withdrawn())


def test_r10_each_decision_on_a_withdrawn_result_is_listed(programme, deliver_all):
    module = modules_of(programme)[0]
    place, other = enrolment(programme=programme), enrolment(programme=programme)
    attempt = passed(place, module)
    passed(other, module)
    deliver_all()
    assert listed() == []
    row = withdraw(attempt)
    deliver_all()
    assert sorted((c.decision.person.pk, c.decision.type_code) for c in listed()) == [
        (place.person.pk, "cluster-excellence-manager"),
        (place.person.pk, "module-certificate"),
    ]
    assert {(c.withdrawal.cause, c.effective_on, c.again) for c in listed()} == {
        (row, LATER.date(), None)
    }


def test_the_list_says_when_the_module_was_passed_again(programme, deliver_all):
    place, module = enrolment(programme=programme), modules_of(programme)[0]
    attempt = passed(place, module)
    deliver_all()
    withdraw(attempt)
    deliver_all()
    passed(place, module, at=LATER + timedelta(days=1))
    deliver_all()
    assert {c.again for c in listed()} == {ModuleCompletion.objects.get(number=2)}


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_the_same_few_queries(
    programme, deliver_all, client_of, django_assert_num_queries, people
):
    for _ in range(people):
        attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
        deliver_all()
        withdraw(attempt)
        deliver_all()
    client = client_of(roles=["officer"])
    with django_assert_num_queries(7):
        page = client.get(reverse("decisions:withdrawn"))
    assert page.content.decode().count("Answers were passed on.") == 2 * people
