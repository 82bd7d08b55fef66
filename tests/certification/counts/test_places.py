"""What a delivery settled about a place is part of why it counts, or why not (R5, R6, R36)."""

import uuid
from datetime import date, timedelta

import pytest

from certification.counts.evidence import verdicts_on
from certification.counts.rules import Filters
from courses.attempts.actions import submit_attempt
from courses.closing.actions import settle_as_not_completed, settle_completions
from courses.enrolment.actions import decline, leave
from tests.factories import counts as make
from tests.factories.courses import AT, answered_attempt, modules_of, programme_page
from tests.factories.deliveries import after, attend, participant, training

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 31)


@pytest.fixture
def rule():
    return make.rules()["programme"]


@pytest.fixture
def delivery():
    return training(programme=programme_page(), capacity=2)


def pass_test(place, deliver_all):
    attempt = answered_attempt(enrolment=place, module=modules_of(place.programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()


def settle(delivery):
    at, by = after(delivery.sessions.last()), delivery.created_by
    settle_completions(delivery=delivery, by=by, at=at)
    for place in delivery.enrolments.in_state("enrolled"):
        settle_as_not_completed(enrolment=place, reason="Absent.", by=by, at=at)


def verdict(place, rule):
    return verdicts_on([place], rule, Filters(), as_of=TODAY)[0]


def test_attendance_stands_before_the_tests(delivery, rule, deliver_all):
    there, absent = participant(delivery), participant(delivery)
    for number, session in enumerate(delivery.sessions.all()):
        attend(session, there)
        attend(session, absent, session.minutes if number < 3 else 0)
    for place in (there, absent):
        pass_test(place, deliver_all)
    settle(delivery)

    found, missing = verdict(there, rule), verdict(absent, rule)

    assert found.is_counted
    assert [each.title for each in found.conditions] == [
        "Attendance",
        f"M1 {modules_of(there.programme)[0].title}",
    ]
    assert [each.is_met for each in found.conditions] == [True, True]
    assert found.conditions[0].detail == "300/300 min"
    assert not missing.is_counted
    assert missing.met == 1
    assert missing.reason.sentence == (
        "Attended less of the required minutes than the delivery asks for."
    )


def test_r36_every_test_passed_but_the_delivery_not_settled(delivery, rule, deliver_all):
    place = participant(delivery)
    pass_test(place, deliver_all)

    reason = verdict(place, rule).reason

    assert reason.rule == "R36"
    assert reason.sentence == "Every test is passed; the delivery has not settled who completed it."


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("applied", "Applied on {day}; nobody has decided yet."),
        ("invited", "Invited on {day}, and has not answered."),
        ("waiting", "On the waiting list since {day}."),
        ("declined", "The application was declined on {day}."),
        ("left", "Left on {day}."),
    ],
)
def test_r5_a_place_that_is_none_says_so_first(delivery, rule, state, sentence):
    by = delivery.created_by
    if state == "waiting":
        participant(delivery), participant(delivery)
    kind = {"declined": "applied", "left": "enrolled", "waiting": "enrolled"}.get(state, state)
    place = participant(delivery, kind=kind)
    end = {"enrolment": place, "reason": "Because.", "by": by, "at": AT + timedelta(minutes=1)}
    if state in {"declined", "left"}:
        (decline if state == "declined" else leave)(**end)

    reason = verdict(place, rule).reason

    assert reason.sentence == sentence.format(day=f"{AT:%-d %B %Y}")


def test_what_came_after_the_day_asked_for_is_not_known(delivery, rule):
    place = participant(delivery, kind="applied")
    decline(enrolment=place, reason="Because.", by=delivery.created_by, at=AT + timedelta(days=3))

    (found,) = verdicts_on([place], rule, Filters(), as_of=AT.date())

    assert found.reason.sentence.startswith("Applied on")


def test_fixed_queries_however_many_places(delivery, rule, django_assert_num_queries):
    places = [participant(delivery) for _each in range(6)]
    counted = []
    for some in (places[:2], places):
        with django_assert_num_queries(8):
            counted.append(verdicts_on(some, rule, Filters(), as_of=TODAY))
    assert [len(each) for each in counted] == [2, 6]
