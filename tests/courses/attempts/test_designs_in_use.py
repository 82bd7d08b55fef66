"""Sections, dates, codes, breaks, accommodations, release: a design as an attempt lives it."""

import uuid
from datetime import timedelta
from fractions import Fraction

import pytest

from courses.assessments.actions import set_up_assessment
from courses.assessments.models import Question
from courses.attempts.actions import (
    begin_break,
    confirm_result,
    end_break,
    note_step,
    save_answer,
    start_attempt,
    submit_attempt,
)
from courses.attempts.models import Accommodation, Result, Step
from courses.attempts.queries import (
    break_state,
    breakdown,
    counts,
    flagged_questions,
    score_of,
    standing,
    verdict_of,
)
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.assessments import CLOSED, full_assessment, module_with, started
from tests.factories.assessments import answer as answer_types
from tests.factories.courses import AT, enrolment, true_or_false_assessment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def place_for(assessment):
    module = module_with(assessment)
    return enrolment(programme=module.get_parent().specific)


def designed(**changes):
    assessment = true_or_false_assessment(questions=4, **changes)
    return assessment, place_for(assessment)


def start(place, assessment, *, at=AT, code=""):
    return start_attempt(
        enrolment=place, assessment=assessment, by=place.person, at=at, code=code, seed=1
    )


def answer(attempt, answers, *, at=AT, **changes):
    for question, response in zip(attempt.questions.all(), answers, strict=False):
        save_answer(
            attempt=attempt,
            question=question,
            response=response,
            key=uuid.uuid4(),
            window="",
            by=attempt.enrolment.person,
            at=at,
            **changes,
        )


def hand_in(attempt, *, at=AT):
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=at)


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        action(**arguments)
    return refused.value.code


def two_sections(second_pass_percent):
    draws = [{"count": 2}]
    return [
        {"title": "First", "draws": draws},
        {"title": "Second", "draws": draws, "pass_percent": second_pass_percent},
    ]


@pytest.mark.parametrize(("mark", "is_passed"), [("", True), ("50", True), ("50.01", False)])
def test_a_section_may_have_a_pass_mark_of_its_own(mark, is_passed):
    assessment, place = designed(sections=two_sections(mark))
    attempt = start(place, assessment)
    answer(attempt, ["True", "True", "True", "False"])
    assert hand_in(attempt).result.is_passed is is_passed
    parts = breakdown(attempt)
    assert [part.score.percent for part in parts.sections] == [100, 50]
    assert parts.whole.score.percent == 75


def test_an_outcome_may_have_a_pass_mark_of_its_own():
    outcomes = [{"outcome": 1, "title": "Explain", "pass_percent": 80}]
    assessment, place = designed(outcomes=outcomes)
    attempt = start(place, assessment)
    answer(attempt, ["True", "True", "True", "False"])
    assert hand_in(attempt).result.is_passed is False
    assert verdict_of(attempt) is False


def test_a_penalty_for_guessing_takes_points_but_the_whole_stays_above_nothing():
    assessment, place = designed()
    assessment.bank.questions.first().versions.model.objects.update(penalty=1)
    attempt = start(place, assessment)
    answer(attempt, ["True", "False"])
    hand_in(attempt)
    assert score_of(attempt).earned == 0
    second = start(place, assessment, at=AT + 8 * DAY)
    answer(second, ["True", "True", "False"], at=AT + 8 * DAY)
    hand_in(second, at=AT + 8 * DAY)
    assert score_of(second).earned == 1


@pytest.mark.parametrize(
    ("certainty", "answers", "earned"),
    [
        (1, ["True"] * 4, Fraction(4, 3)),
        (3, ["True"] * 4, Fraction(4)),
        (3, ["True", "True", "True", "False"], Fraction(1)),
        (3, ["False"] * 4, Fraction(0)),
    ],
)
def test_certainty_pays_when_right_and_costs_when_wrong(certainty, answers, earned):
    assessment, place = designed(purpose="formative", asks_certainty=True)
    attempt = start(place, assessment)
    answer(attempt, answers, certainty=certainty)
    hand_in(attempt)
    assert score_of(attempt).earned == earned


def test_a_formative_pass_completes_nothing_and_may_be_tried_again():
    assessment, place = designed(purpose="formative", resit_wait_days=0)
    attempt = start(place, assessment)
    answer(attempt, ["True"] * 4)
    result = hand_in(attempt).result
    assert (result.is_passed, counts(result)) == (True, False)
    assert standing(place, assessment, AT + MINUTE).may_start


def test_practice_goes_on_while_an_answer_of_the_last_attempt_waits_for_a_reader():
    assessment = full_assessment(purpose="formative", resit_wait_days=0)
    place = place_for(assessment)
    attempt = started(place, assessment)
    answer_types(attempt, [*CLOSED[:6], "open answer"])
    assert hand_in(attempt).result is None
    assert standing(place, assessment, AT + MINUTE).may_start


def test_r52_only_the_first_result_counts_where_the_design_says_so():
    assessment, place = designed(counting="first")
    first = start(place, assessment)
    hand_in(first)
    second = start(place, assessment, at=AT + 8 * DAY)
    answer(second, ["True"] * 4, at=AT + 8 * DAY)
    result = hand_in(second, at=AT + 8 * DAY).result
    assert (result.is_passed, counts(result)) == (True, False)
    assert standing(place, assessment, AT + 9 * DAY).is_passed is False


@pytest.mark.parametrize(
    ("at", "code"), [(AT, "not_open"), (AT + DAY, ""), (AT + 2 * DAY, "closed")]
)
def test_a_test_opens_and_closes(at, code):
    assessment, place = designed(opens_at=AT + DAY, closes_at=AT + 2 * DAY)
    assert standing(place, assessment, at).code == code


def test_the_clock_stops_when_the_test_closes():
    assessment, place = designed(closes_at=AT + DAY, time_limit_minutes=60)
    attempt = start(place, assessment, at=AT + DAY - 20 * MINUTE)
    assert attempt.deadline_at == AT + DAY


@pytest.mark.parametrize("code", ["", "Castle", "castle moat"])
def test_without_the_start_code_nothing_starts(code):
    assessment, place = designed(start_code="Moat")
    arguments = {"enrolment": place, "assessment": assessment, "by": place.person, "at": AT}
    assert refusal(start_attempt, **arguments, code=code) == "wrong_start_code"
    assert start_attempt(**arguments, code=" moat ").number == 1


def test_r52_a_resit_says_how_many_questions_come_again():
    assessment, place = designed(sections=[{"draws": [{"count": 3}]}])
    first = start(place, assessment)
    hand_in(first)
    second = start(place, assessment, at=AT + 8 * DAY)
    assert (first.repeated, second.repeated) == (0, 2)


def test_a_running_attempt_keeps_its_design():
    assessment, place = designed()
    attempt = start(place, assessment)
    set_up_assessment(
        code=assessment.code,
        title=assessment.title,
        bank=assessment.bank,
        sections=assessment.design.sections,
        pass_percent=100,
        attempts_max=1,
        by=None,
        at=AT,
    )
    answer(attempt, ["True"] * 3)
    assert hand_in(attempt).result.is_passed is True
    assert attempt.design.number == 1


def test_a_bank_without_approved_questions_starts_nothing():
    assessment, place = designed()
    Question.objects.update(usable=None)
    arguments = {"enrolment": place, "assessment": assessment, "by": place.person, "at": AT}
    assert refusal(start_attempt, **arguments) == "no_questions"


def accommodate(person, **measures):
    return Accommodation.objects.create(
        person=person,
        granted_by=PersonFactory(),
        granted_at=AT,
        valid_from=AT.date(),
        **measures,
    )


def test_r61_extra_time_and_attempts_hold_for_resits_too():
    assessment, place = designed(time_limit_minutes=60, attempts_max=1)
    accommodate(place.person, extra_time_percent=50, extra_attempts=1)
    accommodate(place.person, extra_time_percent=25, assessment=assessment)
    first = start(place, assessment)
    assert first.deadline_at == AT + 90 * MINUTE
    hand_in(first)
    second = start(place, assessment, at=AT + 8 * DAY)
    assert second.deadline_at == AT + 8 * DAY + 90 * MINUTE


def test_r61_extra_time_moves_the_closing_date_for_that_person():
    assessment, place = designed(time_limit_minutes=60, closes_at=AT + 60 * MINUTE)
    accommodate(place.person, extra_time_percent=50)
    assert start(place, assessment).deadline_at == AT + 90 * MINUTE
    other = enrolment(programme=place.programme)
    assert start(other, assessment).deadline_at == AT + 60 * MINUTE


def test_r61_an_ended_or_foreign_accommodation_gives_nothing():
    assessment, place = designed(time_limit_minutes=60)
    accommodate(place.person, extra_time_percent=50, ended_at=AT)
    accommodate(PersonFactory(), extra_time_percent=50)
    accommodate(place.person, extra_time_percent=50, assessment=true_or_false_assessment())
    assert start(place, assessment).deadline_at == AT + 60 * MINUTE


@pytest.fixture
def with_breaks():
    assessment, place = designed(time_limit_minutes=60, break_minutes=10)
    return start(place, assessment)


def pause(attempt, at):
    return begin_break(attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=at)


def resume(attempt, at):
    end_break(attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=at)


def deadline(attempt):
    attempt.refresh_from_db()
    return attempt.deadline_at


def test_a_break_moves_the_deadline_by_what_was_used(with_breaks):
    pause(with_breaks, AT + 5 * MINUTE)
    assert pause(with_breaks, AT + 6 * MINUTE).at == AT + 5 * MINUTE
    resume(with_breaks, AT + 9 * MINUTE)
    assert deadline(with_breaks) == AT + 64 * MINUTE
    assert break_state(with_breaks, AT + 20 * MINUTE).seconds_left == 360
    pause(with_breaks, AT + 30 * MINUTE)
    resume(with_breaks, AT + 50 * MINUTE)
    assert deadline(with_breaks) == AT + 70 * MINUTE
    assert refusal(pause, attempt=with_breaks, at=AT + 55 * MINUTE) == "no_break"


def test_an_answer_ends_a_break(with_breaks):
    pause(with_breaks, AT + 5 * MINUTE)
    answer(with_breaks, ["True"], at=AT + 7 * MINUTE)
    assert deadline(with_breaks) == AT + 62 * MINUTE
    kinds = list(with_breaks.steps.values_list("kind", flat=True))
    assert kinds == ["paused", "resumed", "answered"]


def test_a_test_without_a_clock_has_no_breaks():
    assessment, place = designed(break_minutes=10)
    attempt = start(place, assessment)
    assert refusal(pause, attempt=attempt, at=AT) == "no_break"


def test_flags_are_kept_as_steps(with_breaks):
    first, second, *_rest = with_breaks.questions.all()
    person = with_breaks.enrolment.person
    key = uuid.uuid4()
    for question, kind, used in (
        (first, Step.Kind.FLAGGED, key),
        (first, Step.Kind.FLAGGED, key),
        (second, Step.Kind.FLAGGED, uuid.uuid4()),
        (second, Step.Kind.UNFLAGGED, uuid.uuid4()),
    ):
        note_step(
            attempt=with_breaks,
            question=question,
            kind=kind,
            key=used,
            window="w",
            by=person,
            at=AT,
        )
    assert flagged_questions(with_breaks) == {first.pk}
    assert with_breaks.steps.count() == 3


def test_an_examiner_releases_the_result_where_the_design_waits_for_one():
    assessment, place = designed(release="by examiner")
    attempt = start(place, assessment)
    answer(attempt, ["True"] * 4)
    assert hand_in(attempt).result is None
    assert standing(place, assessment, AT).code == "awaiting_marking"
    examiner = PersonFactory()
    results = [confirm_result(attempt=attempt, by=examiner, at=AT) for _again in (1, 2)]
    assert results[0] == results[1] == Result.objects.get()
    assert results[0].confirmed_by == examiner
    assert Event.objects.filter(name="attempts.result_confirmed").count() == 1
