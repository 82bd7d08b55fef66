"""Standings and the marking queue, in a fixed number of queries."""

import uuid
from datetime import timedelta

import pytest

from courses.assessments.actions import revise_question
from courses.attempts import queries
from courses.attempts.actions import submit_attempt
from tests.factories.assessments import (
    CLOSED,
    answer,
    full_assessment,
    module_with,
    started,
)
from tests.factories.courses import AT, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def handed_in(module, types, *, person=None, at=AT):
    place = enrolment(programme=module.get_parent().specific, person=person)
    attempt = started(place, module.assessment, at=at)
    answer(attempt, types, at=at)
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


@pytest.fixture
def module():
    return module_with(full_assessment())


def test_a_standing_tells_the_way_from_nothing_to_passed(module):
    place = enrolment(programme=module.get_parent().specific)
    assessment = module.assessment
    fresh = queries.standing(place, assessment, AT)
    assert (fresh.attempts_used, fresh.attempts_max, fresh.may_start) == (0, 3, True)
    attempt = started(place, assessment)
    assert queries.standing(place, assessment, AT).open_attempt == attempt
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    failed = queries.standing(place, assessment, AT)
    assert (failed.code, failed.next_attempt_at) == ("too_soon", AT + 7 * DAY)
    assert queries.standing(place, assessment, AT + 7 * DAY).may_start
    second = started(place, assessment, at=AT + 7 * DAY)
    answer(second, CLOSED, at=AT + 7 * DAY)
    submit_attempt(attempt=second, key=uuid.uuid4(), by=place.person, at=AT + 7 * DAY)
    passed = queries.standing(place, assessment, AT + 8 * DAY)
    assert (passed.is_passed, passed.code, passed.attempts_used) == (True, "passed", 2)


@pytest.mark.parametrize("modules", [1, 3])
def test_all_standings_of_an_enrolment_take_three_queries(modules, django_assert_num_queries):
    programme = programme_page(modules=modules)
    place = enrolment(programme=programme)
    assessments = [module.assessment for module in modules_of(programme)]
    for assessment in assessments:
        started(place, assessment)
    with django_assert_num_queries(3):
        standings = queries.standings(place, assessments, AT)
    assert len(standings) == modules
    assert all(standing.open_attempt for standing in standings.values())


def test_questions_with_poor_results_come_worst_first_in_exact_shares(module):
    people = 5
    half = [name for name in CLOSED if name != "numeric"]
    for number in range(people):
        handed_in(module, CLOSED if number == 0 else half)
    poor = queries.questions_with_poor_results()
    assert [(version.type, version.answers, version.average) for version in poor] == [
        ("numeric", people, pytest.approx(0.2))
    ]


def test_a_question_of_two_points_is_not_divided_as_a_whole_number():
    assessment = full_assessment()
    version = next(
        question.current
        for question in assessment.bank.questions.select_related("current")
        if question.current.type == "true or false"
    )
    revise_question(
        bank=assessment.bank,
        code=version.question.code,
        type=version.type,
        stem=version.stem,
        content=version.content,
        feedback="",
        outcome=1,
        points=4,
        by=None,
        at=AT,
    )
    module = module_with(assessment)
    for _ in range(5):
        handed_in(module, CLOSED)
    assert queries.questions_with_poor_results() == []
