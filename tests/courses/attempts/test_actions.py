"""Starting, answering, handing in, marking: nothing lost, nothing twice, R52 held."""

import uuid
from datetime import timedelta

import pytest

from courses.assessments.actions import revise_question, set_up_assessment
from courses.assessments.models import Question, QuestionVersion
from courses.attempts.actions import give_mark, save_answer, start_attempt, submit_attempt
from courses.attempts.models import Attempt, Mark, Result, Step
from courses.attempts.queries import current_answers, score_of
from courses.attempts.tasks import close_overdue_attempts
from courses.deliveries.actions import give_teaching_authority
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.assessments import CLOSED, answer, full_assessment, module_with, started
from tests.factories.courses import AT, enrolment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def module():
    return module_with(full_assessment())


@pytest.fixture
def place(module):
    return enrolment(programme=module.get_parent().specific)


@pytest.fixture
def attempt(place, module):
    return started(place, module.assessment)


@pytest.fixture
def instructor(module):
    person = PersonFactory()
    give_teaching_authority(
        person=person,
        programme=module.get_parent().specific,
        source="tests",
        valid_from=AT.date() - DAY,
        by=None,
        at=AT,
    )
    return person


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        action(**arguments)
    return refused.value.code


def hand_in(attempt, *, at=AT, key=None):
    return submit_attempt(
        attempt=attempt, key=key or uuid.uuid4(), by=attempt.enrolment.person, at=at
    )


def question_of(attempt, type_name):
    return attempt.questions.select_related("version").get(version__type=type_name)


def save(attempt, response="True", *, type_name="true or false", at=AT, **changes):
    arguments = {
        "attempt": attempt,
        "question": question_of(attempt, type_name),
        "response": response,
        "key": uuid.uuid4(),
        "window": "one",
        "by": attempt.enrolment.person,
        "at": at,
    }
    return save_answer(**arguments | changes)


def events(name):
    return Event.objects.filter(name=f"attempts.{name}").count()


# Starting


def test_starting_twice_gives_the_open_attempt(place, module, attempt):
    assert started(place, module.assessment, at=AT + HOUR / 2) == attempt
    assert attempt.questions.count() == 8
    assert attempt.deadline_at == AT + HOUR
    assert events("attempt_started") == 1


def test_only_the_enrolled_person_starts(place, module):
    code = refusal(
        start_attempt, enrolment=place, assessment=module.assessment, by=PersonFactory(), at=AT
    )
    assert code == "not_yours"


def test_r52_a_resit_waits_then_draws_and_stops_at_the_limit(place, module):
    moment = AT
    for number in (1, 2, 3):
        attempt = started(place, module.assessment, at=moment, seed=number)
        assert attempt.number == number
        hand_in(attempt, at=moment + HOUR / 2)
        too_soon = moment + 6 * DAY
        code = refusal(
            start_attempt,
            enrolment=place,
            assessment=module.assessment,
            by=place.person,
            at=too_soon,
        )
        assert code == ("too_soon" if number < 3 else "no_attempts_left")
        moment += 8 * DAY


def test_who_has_passed_does_not_start_again(place, module, attempt):
    answer(attempt, CLOSED)
    hand_in(attempt)
    later = {"enrolment": place, "assessment": module.assessment, "by": place.person}
    assert refusal(start_attempt, **later, at=AT + 30 * DAY) == "passed"


def test_nobody_starts_again_while_marking_could_still_pass_the_last_attempt(place, module):
    assessment = module.assessment
    set_up = {name: getattr(assessment, name) for name in ("code", "title", "bank")}
    set_up["sections"] = assessment.design.sections
    rest = {"time_limit_minutes": 60, "attempts_max": 3, "resit_wait_days": 0}
    assessment = set_up_assessment(**set_up, **rest, pass_percent=95, by=None, at=AT)
    attempt = started(place, assessment)
    answer(attempt, [*CLOSED, "open answer"])
    hand_in(attempt)
    later = {"enrolment": place, "assessment": assessment, "by": place.person}
    assert refusal(start_attempt, **later, at=AT + 30 * DAY) == "awaiting_marking"


def test_retired_questions_are_not_drawn_and_an_empty_bank_starts_nothing(place, module):
    Question.objects.update(is_retired=True)
    arguments = {"enrolment": place, "assessment": module.assessment, "by": place.person, "at": AT}
    assert refusal(start_attempt, **arguments) == "no_questions"
    assert not Attempt.objects.exists()


def test_a_running_attempt_keeps_its_versions_and_settings(place, module, attempt):
    drawn = question_of(attempt, "true or false").version
    revise_question(
        bank=drawn.question.bank,
        code=drawn.question.code,
        type=drawn.type,
        stem="Quite another statement.",
        content={"answer": "False"},
        feedback="",
        outcome=1,
        points=5,
        by=None,
        at=AT,
    )
    answer(attempt, CLOSED)
    hand_in(attempt)
    kept = question_of(attempt, "true or false")
    assert (kept.version_id, kept.points) == (drawn.pk, 1)
    assert score_of(attempt).earned == 7


# Answering


def test_every_answer_is_a_step_and_the_last_one_counts(attempt):
    first, second = save(attempt, "True"), save(attempt, "False", window="two")
    question = question_of(attempt, "true or false")
    assert list(Step.objects.values_list("pk", "response", "window")) == [
        (first.pk, "True", "one"),
        (second.pk, "False", "two"),
    ]
    assert current_answers(attempt)[question.pk] == second


def test_the_same_key_again_adds_nothing(attempt):
    key = uuid.uuid4()
    assert save(attempt, key=key) == save(attempt, key=key)
    assert Step.objects.count() == 1


def test_a_key_stands_for_one_answer(attempt):
    key = uuid.uuid4()
    save(attempt, "True", key=key)
    with pytest.raises(Refused) as refused:
        save(attempt, "False", key=key)
    assert refused.value.code == "key_reused"


@pytest.mark.parametrize(
    ("minutes", "seconds", "code"), [(60, 0, ""), (60, 10, ""), (60, 11, "too_late")]
)
def test_answers_count_until_the_deadline_and_ten_seconds_on_the_wire(
    attempt, minutes, seconds, code
):
    at = AT + timedelta(minutes=minutes, seconds=seconds)
    if not code:
        assert save(attempt, at=at).at == at
    else:
        with pytest.raises(Refused) as refused:
            save(attempt, at=at)
        assert refused.value.code == code


def test_answers_after_handing_in_and_from_others_are_refused(attempt, place, module):
    stranger = PersonFactory()
    with pytest.raises(Refused) as refused:
        save(attempt, by=stranger)
    assert refused.value.code == "not_yours"
    hand_in(attempt)
    with pytest.raises(Refused) as refused:
        save(attempt)
    assert refused.value.code == "submitted"


def test_a_repeated_save_is_acknowledged_even_after_handing_in(attempt):
    key = uuid.uuid4()
    step = save(attempt, key=key)
    hand_in(attempt)
    assert save(attempt, key=key) == step


def test_a_question_of_another_attempt_is_refused(attempt, module):
    other = started(enrolment(programme=module.get_parent().specific), module.assessment)
    with pytest.raises(Refused) as refused:
        save(attempt, question=question_of(other, "true or false"))
    assert refused.value.code == "other_attempt"


# Handing in


def test_handing_in_twice_marks_once(attempt):
    answer(attempt, CLOSED)
    key = uuid.uuid4()
    hand_in(attempt, key=key)
    hand_in(attempt, key=key)
    hand_in(attempt, at=AT + HOUR)
    assert Mark.objects.count() == 8
    assert Result.objects.count() == 1
    assert events("attempt_submitted") == events("result_confirmed") == 1
    assert Attempt.objects.get().submitted_at == AT


def test_each_closed_type_is_marked_with_its_share_and_step(attempt):
    answer(attempt, CLOSED)
    hand_in(attempt)
    for type_name in CLOSED:
        mark = Mark.objects.get(question=question_of(attempt, type_name))
        assert (mark.points, mark.marked_by) == (1, None)
        assert mark.explanation["share"] == "1"
        assert Step.objects.filter(pk=mark.explanation["step"]).exists()


def test_blank_answers_earn_nothing_and_wait_for_nobody(attempt):
    hand_in(attempt)
    assert Result.objects.get().is_passed is False
    assert Mark.objects.filter(explanation__blank=True, points=0).count() == 8


def test_after_the_deadline_the_clock_has_handed_in(attempt):
    hand_in(attempt, at=AT + 3 * HOUR)
    attempt.refresh_from_db()
    assert attempt.submitted_at == AT + HOUR
    assert attempt.steps.get().kind == Step.Kind.TIMED_OUT


def test_only_overdue_attempts_are_closed_by_the_task(attempt, place, module):
    other = enrolment(programme=module.get_parent().specific)
    open_ended = started(other, full_assessment(time_limit_minutes=None))
    answer(attempt, CLOSED)
    assert close_overdue_attempts() == 1
    assert close_overdue_attempts() == 0
    attempt.refresh_from_db()
    open_ended.refresh_from_db()
    assert attempt.result.is_passed is True
    assert (attempt.submitted_at, open_ended.submitted_at) == (AT + HOUR, None)


def test_one_attempt_that_cannot_be_handed_in_keeps_nobody_else_waiting(attempt, place, module):
    other = started(enrolment(programme=module.get_parent().specific), full_assessment())
    answer(attempt, ["numeric"])
    QuestionVersion.objects.filter(drawn__attempt=attempt, type="numeric").update(content={})
    assert close_overdue_attempts() == 1
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert (attempt.submitted_at, other.submitted_at) == (None, AT + HOUR)


def test_somebody_else_cannot_hand_in(attempt):
    arguments = {"attempt": attempt, "key": uuid.uuid4(), "by": PersonFactory(), "at": AT}
    assert refusal(submit_attempt, **arguments) == "not_yours"


# Results and marks


@pytest.fixture
def waiting(attempt):
    """Five of nine points are certain and two wait, with six and three tenths needed."""
    answer(attempt, [*CLOSED[:5], "open answer"])
    return hand_in(attempt)


def mark_of(attempt, by, points=(2, 3), **changes):
    arguments = {
        "question": question_of(attempt, "open answer"),
        "criterion_points": list(points),
        "comment": " Good link. ",
        "by": by,
        "at": AT + DAY,
    }
    return give_mark(**arguments | changes)


def test_a_result_waits_only_for_marks_that_matter(waiting, attempt, instructor):
    assert not Result.objects.exists()
    mark = mark_of(waiting, instructor)
    result = Result.objects.get()
    assert (mark.points, mark.comment) == (2, "Good link.")
    assert (result.is_passed, result.points, result.maximum) == (True, 7, 9)
    assert result.confirmed_at == AT + DAY
    event = Event.objects.get(name="attempts.result_confirmed")
    assert (event.subject_id, event.payload) == (result.pk, {"is_passed": True})


def test_a_low_mark_leads_to_not_passed(waiting, instructor):
    mark = mark_of(waiting, instructor, (1, 0))
    assert str(mark.points) == "0.4000"
    assert Result.objects.get().is_passed is False


def test_the_closed_answers_alone_can_pass_before_marking(attempt, instructor):
    answer(attempt, [*CLOSED, "open answer"])
    hand_in(attempt)
    assert Result.objects.get().points == 7
    mark_of(attempt, instructor)
    assert [result.points for result in attempt.results.all()] == [7, 9]
    assert score_of(attempt).earned == 9


def test_a_later_mark_stands_over_an_earlier_one_but_not_over_the_result(attempt, instructor):
    answer(attempt, [*CLOSED, "open answer"])
    hand_in(attempt)
    mark_of(attempt, instructor, (0, 0))
    mark_of(attempt, instructor, (2, 3))
    assert score_of(attempt).earned == 9
    assert Mark.objects.filter(marked_by=instructor).count() == 2


def test_r52_no_later_mark_turns_a_confirmed_result(waiting, instructor):
    mark_of(waiting, instructor)
    with pytest.raises(Refused) as refused:
        mark_of(waiting, instructor, (0, 0))
    assert refused.value.code == "result_stands"
    assert Mark.objects.filter(marked_by=instructor).count() == 1


def test_r31_only_who_may_teach_that_day_or_administers_marks(waiting, module, instructor):
    with pytest.raises(Refused) as refused:
        mark_of(waiting, PersonFactory())
    assert refused.value.code == "no_right"
    with pytest.raises(Refused) as refused:
        mark_of(waiting, instructor, at=AT - 30 * DAY)
    assert refused.value.code == "no_right"
    assert mark_of(waiting, PersonFactory(roles=["administrator"])).pk


def test_r48_nobody_marks_their_own_answer(waiting, place, module):
    give_teaching_authority(
        person=place.person,
        programme=module.get_parent().specific,
        source="tests",
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    with pytest.raises(Refused) as refused:
        mark_of(waiting, place.person)
    assert refused.value.code == "own_answer"


@pytest.mark.parametrize("points", [(3, 0), (0,), (0, -1)])
def test_points_outside_the_rubric_are_refused(waiting, instructor, points):
    with pytest.raises(Refused) as refused:
        mark_of(waiting, instructor, points)
    assert refused.value.code == "points_outside"


def test_nothing_is_marked_before_it_is_handed_in_or_by_hand_where_a_rule_marks(
    attempt, instructor
):
    with pytest.raises(Refused) as refused:
        mark_of(attempt, instructor)
    assert refused.value.code == "not_submitted"
    hand_in(attempt)
    with pytest.raises(Refused) as refused:
        mark_of(attempt, instructor, question=question_of(attempt, "numeric"))
    assert refused.value.code == "marked_by_rule"
