"""Each enrolment says why it counts, or the first condition that fails (R63)."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from certification.counts import queries
from certification.counts.evidence import attempt_with_evidence, verdicts_on
from certification.counts.rules import Filters
from courses.attempts.actions import submit_attempt
from tests.factories import counts as make
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 31)


@pytest.fixture
def rules():
    return make.rules()


@pytest.fixture
def programme():
    return programme_page(modules=2, lessons=0)


def sit(place, module, *, answer="True", at=AT):
    attempt = answered_attempt(enrolment=place, module=module, answer=answer, at=at)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)
    return attempt


def verdict(place, rule, filters=None, as_of=TODAY):
    return verdicts_on([place], rule, filters or Filters(), as_of=as_of)[0]


def test_r7_counted_on_the_day_of_the_last_condition(programme, rules, deliver_all):
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    sit(place, second, at=AT + timedelta(days=3))
    sit(place, first, at=AT + timedelta(days=5))
    deliver_all()

    found = verdict(place, rules["programme"])

    assert found.is_counted
    assert found.unit.completed_at == AT + timedelta(days=5)
    assert [condition.met_at for condition in found.conditions] == [
        AT + timedelta(days=5),
        AT + timedelta(days=3),
    ]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("nothing", "The test of M1 has not been taken."),
        ("running", "The test of M1 is running."),
        ("failed", "The test of M1 was not passed, attempts so far: 1."),
        ("half", "The test of M2 has not been taken."),
    ],
)
def test_r63_first_failing_condition(programme, rules, deliver_all, state, sentence):
    place = enrolment(programme=programme)
    module = modules_of(programme)[0]
    if state == "running":
        answered_attempt(enrolment=place, module=module)
    elif state != "nothing":
        sit(place, module, answer="False" if state == "failed" else "True")
    deliver_all()

    found = verdict(place, rules["programme"])

    assert not found.is_counted
    assert (found.reason.sentence, found.reason.rule) == (sentence, "R5")


def test_as_of_knows_nothing_later(programme, rules, deliver_all):
    place = enrolment(programme=programme)
    for module in modules_of(programme):
        sit(place, module)
    deliver_all()
    before = (AT - timedelta(days=1)).date()

    assert verdict(place, rules["programme"]).is_counted
    assert verdict(place, rules["programme"], as_of=before).reason.sentence == (
        "The test of M1 has not been taken."
    )


def test_r16_retraining_says_when_the_person_counted(programme, rules):
    person = PersonFactory()
    project = make.project("P", date(2013, 1, 1), date(2013, 12, 31))
    make.place(programme, person=person, completed_at=datetime(2012, 5, 5, tzinfo=UTC))
    again = make.place(
        programme, person=person, project=project, completed_at=datetime(2013, 5, 5, tzinfo=UTC)
    )

    found = verdict(again, rules["programme"])

    assert found.reason.rule == "R16"
    assert "5 May 2012" in found.reason.sentence
    assert verdict(again, rules["annual"]).is_counted
    assert verdict(again, rules["project"]).is_counted


def test_r29_outside_the_eligible_period(programme, rules):
    project = make.project("P", date(2013, 1, 1), date(2013, 6, 30))
    place = make.place(
        programme, project=project, completed_at=datetime(2013, 7, 1, 10, tzinfo=UTC)
    )
    unpaid = make.place(programme, completed_at=datetime(2013, 5, 1, 10, tzinfo=UTC))

    assert verdict(place, rules["programme"]).is_counted
    assert verdict(place, rules["project"]).reason.rule == "R29"
    assert verdict(place, rules["programme"], Filters(project="P")).reason.rule == "R29"
    assert verdict(unpaid, rules["project"]).reason.rule == "R13"


def test_r26_outside_the_year(programme, rules):
    place = make.place(programme, completed_at=datetime(2013, 5, 5, tzinfo=UTC))

    assert verdict(place, rules["programme"], Filters(year=2012)).reason.rule == "R26"


def test_fixed_queries(programme, rules, django_assert_num_queries):
    make.project("P", date(2013, 1, 1), date(2013, 6, 30))
    places = [make.place(programme, completed_at=AT if n % 2 else None) for n in range(12)]
    for some in (places[:2], places):
        chosen = list(
            type(places[0])
            .objects.filter(pk__in=[p.pk for p in some])
            .select_related("programme", "person")
        )
        with django_assert_num_queries(8):
            verdicts_on(chosen, rules["programme"], Filters(), as_of=TODAY)


def test_attempt_with_all_its_evidence(programme, django_assert_num_queries):
    attempt = sit(enrolment(programme=programme), modules_of(programme)[0])

    with django_assert_num_queries(4):
        found = attempt_with_evidence(attempt.uid)
        questions = list(found.questions.all())
        steps = [step for question in questions for step in question.steps.all()]
        marks = [mark for question in questions for mark in question.marks.all()]

    assert (len(questions), len(steps), len(marks)) == (4, 4, 4)
    assert queries.not_counted(make.rules()["programme"], Filters(), as_of=TODAY).count() == 1
