"""Taking a test with and without the script; nothing of the key before handing in."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.assessments.presentation import fields_of
from courses.assessments.question_types import type_of
from courses.attempts.actions import save_answer, submit_attempt
from courses.attempts.models import Attempt, Result, Step
from tests.factories.assessments import (
    CANARY,
    CLOSED,
    KEYS_TO_TYPE,
    ORDER,
    answer,
    full_assessment,
    module_with,
    right_response,
    started,
)
from tests.factories.courses import enrolment, true_or_false_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return module_with(full_assessment())


@pytest.fixture
def place(module):
    return enrolment(programme=module.get_parent().specific)


@pytest.fixture
def attempt(place, module):
    return started(place, module.assessment, at=timezone.now(), seed=7)


@pytest.fixture
def learner(client_of, place):
    return client_of(place.person)


def url(name, attempt):
    return reverse(f"attempts:{name}", args=[attempt.uid])


def question_of(attempt, type_name):
    return attempt.questions.select_related("version").get(version__type=type_name)


def sent(question, response):
    """The fields in which a browser sends this response."""
    version = question.version
    shown = type_of(version.type).show_response(version.content, question.seed, response)
    name = f"q{question.position}"
    return {f"{name}-{end}" if end else name: value for end, value in fields_of(shown).items()}


def save(client, question, response, *, known=0, window="one", key=None):
    fields = {
        **sent(question, response),
        "position": question.position,
        "key": key or uuid.uuid4(),
        "window": window,
        "known": known,
    }
    return client.post(url("answer", question.attempt), fields)


def form(attempt, *, known=(), **responses):
    """A whole form; by type name with underlines, the rest blank as first shown."""
    data = {}
    for question in attempt.questions.select_related("version"):
        data[f"known-{question.position}"] = dict(known).get(question.position, 0)
        type_name = question.version.type.replace(" ", "_")
        if type_name in responses:
            data |= sent(question, responses[type_name])
    return data


def errors_of(response):
    return [str(message) for message in response.context["messages"]]


# Starting


def test_starting_leads_to_the_player_and_again_to_the_same_attempt(learner, module, place):
    start = reverse("attempts:start", args=[module.pk])
    first = learner.post(start)
    attempt = Attempt.objects.get()
    assert first["Location"] == learner.post(start)["Location"] == url("attempt", attempt)
    assert attempt.module_revision_id == module.live_revision_id


def test_the_attempt_belongs_to_the_place_that_was_asked_for(learner, module, place):
    newer = enrolment(programme=place.programme, person=place.person, role="instructor")
    start = reverse("attempts:start", args=[module.pk])
    learner.post(start, {"enrolment": str(place.uid)})
    learner.post(start)
    assert [each.enrolment for each in Attempt.objects.order_by("pk")] == [place, newer]


def test_who_is_not_enrolled_starts_nothing(client_of, module):
    assert client_of().post(reverse("attempts:start", args=[module.pk])).status_code == 404
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("name", ["attempt", "answer", "submit", "result"])
def test_an_attempt_is_nobody_elses_business(client_of, attempt, name):
    client = client_of(roles=["administrator"])
    assert client.get(url(name, attempt)).status_code in {404, 405}
    assert client.post(url(name, attempt)).status_code in {404, 405}
    client.logout()
    assert client.get(url(name, attempt)).status_code in {302, 405}
    assert not Step.objects.exists()


# The canary


def test_no_key_feedback_or_order_leaves_the_server_before_handing_in(learner, attempt):
    fresh = learner.get(url("attempt", attempt))
    pages = [fresh]
    for question in attempt.questions.select_related("version"):
        pages.append(save(learner, question, right_response(question.version)))
        pages.append(learner.get(url("answer", attempt)))
    bad = form(attempt) | {f"q{question_of(attempt, 'numeric').position}": "many"}
    pages += [
        learner.get(url("attempt", attempt)),
        learner.post(url("submit", attempt), bad),
        learner.post(url("submit", attempt), {"do": "submit"}),
        learner.get(url("result", attempt), follow=True),
        learner.get(reverse("progress:course", args=[attempt.enrolment.uid])),
    ]
    assert [page.request["PATH_INFO"] for page in pages if CANARY in page.text] == []
    assert [key for key in KEYS_TO_TYPE if key in fresh.text] == []
    shown = re.findall(r'data-text="([^"]+)"', fresh.text)
    assert shown != ORDER
    assert sorted(shown) == sorted(ORDER)
    hand_in(attempt, [])
    assert CANARY in learner.get(url("result", attempt)).text


def test_a_right_and_a_wrong_answer_are_acknowledged_alike(learner, attempt):
    question = question_of(attempt, "single choice")
    right = save(learner, question, 1).json()
    wrong = save(learner, question, 0, known=right["step"]).json()
    assert {**right, "step": 0, "at": ""} == {**wrong, "step": 0, "at": ""}


# Answering with the script


@pytest.mark.parametrize("type_name", [*CLOSED, "open answer"])
def test_each_type_is_saved_acknowledged_and_shown_again(learner, attempt, type_name):
    question = question_of(attempt, type_name)
    response = right_response(question.version)
    reply = save(learner, question, response).json()
    assert (reply["saved"], reply["is_answered"], reply["elsewhere"]) == (True, True, None)
    assert Step.objects.get().response == response
    state = learner.get(url("answer", attempt)).json()
    fields = state["answers"][str(question.position)]["fields"]
    name = f"q{question.position}"
    again = {f"{name}-{end}" if end else name: value for end, value in fields.items()}
    assert again == sent(question, response)
    page = learner.get(url("attempt", attempt)).context["page"]
    shown = page.asked[question.position - 1].question
    assert (shown.is_answered, shown.step_id) == (True, reply["step"])


def test_the_same_save_twice_is_one_step(learner, attempt):
    question, key = question_of(attempt, "true or false"), uuid.uuid4()
    first, second = (save(learner, question, "True", key=key).json() for _ in range(2))
    assert first["step"] == second["step"]
    assert Step.objects.count() == 1


def test_a_second_window_is_told_and_the_log_keeps_both(learner, attempt):
    question = question_of(attempt, "true or false")
    first = save(learner, question, "True", window="one").json()
    stale = save(learner, question, "False", window="two", known=0).json()
    assert stale["elsewhere"] == first["at"]
    knowing = save(learner, question, "True", window="one", known=stale["step"]).json()
    assert knowing["elsewhere"] is None
    assert list(Step.objects.values_list("response", flat=True)) == ["True", "False", "True"]


def test_a_repeated_save_of_an_older_answer_says_that_another_counts(learner, attempt):
    question, key = question_of(attempt, "true or false"), uuid.uuid4()
    save(learner, question, "True", key=key)
    save(learner, question, "False", window="two")
    assert save(learner, question, "True", key=key).json()["is_outdated"] is True
    state = learner.get(url("answer", attempt)).json()
    assert state["answers"][str(question.position)]["fields"] == {"": ["False"]}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"key": "no-uuid"}, 400, "unreadable"),
        ({"position": "x"}, 400, "unreadable"),
        ({"position": "77"}, 404, ""),
        ({"q": "Maybe"}, 400, "unclear"),
        ({"q": "a\x00b"}, 400, "unclear"),
    ],
)
def test_a_bent_save_is_refused_with_a_sentence(learner, attempt, changes, status, code):
    question = question_of(attempt, "true or false")
    fields = {"position": question.position, "key": uuid.uuid4(), "q": "True", **changes}
    fields[f"q{question.position}"] = fields.pop("q")
    reply = learner.post(url("answer", attempt), fields)
    assert reply.status_code == status
    if code:
        assert (reply.json()["saved"], reply.json()["code"]) == (False, code)
    assert not Step.objects.exists()


def test_nothing_is_saved_after_handing_in(learner, attempt):
    submit_attempt(
        attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=timezone.now()
    )
    reply = save(learner, question_of(attempt, "true or false"), "True")
    assert (reply.status_code, reply.json()["code"]) == (409, "submitted")
    assert learner.get(url("answer", attempt)).json()["submitted"] is True


# The clock


def test_the_clock_is_the_servers_and_closes_what_is_over(learner, place, module):
    over = started(place, module.assessment, at=timezone.now() - timedelta(hours=1, seconds=30))
    answer(over, CLOSED, at=over.started_at)
    reply = save(learner, question_of(over, "open answer"), "Too late.")
    assert (reply.status_code, reply.json()["code"]) == (409, "too_late")
    assert learner.get(url("attempt", over))["Location"] == url("result", over)
    over.refresh_from_db()
    assert (over.submitted_at, over.result.is_passed) == (over.deadline_at, True)


def test_a_form_that_comes_just_after_the_deadline_still_counts(learner, place, module):
    over = started(place, module.assessment, at=timezone.now() - timedelta(hours=1, seconds=3))
    learner.post(url("submit", over), form(over, true_or_false="True") | {"do": "save"})
    over.refresh_from_db()
    assert over.submitted_at == over.deadline_at
    assert [step.kind for step in over.steps.all()] == ["answered", "timed out"]


def test_the_time_left_is_told_with_every_save(learner, attempt):
    reply = save(learner, question_of(attempt, "true or false"), "True").json()
    assert 3590 <= reply["seconds_left"] <= 3600


# Without the script


def test_a_whole_form_saves_every_answer(learner, attempt):
    responses = {
        question.version.type.replace(" ", "_"): right_response(question.version)
        for question in attempt.questions.select_related("version")
    }
    answer_ = learner.post(url("submit", attempt), form(attempt, **responses) | {"do": "save"})
    assert answer_["Location"] == url("attempt", attempt)
    assert Step.objects.count() == 8
    page = learner.post(url("submit", attempt), form(attempt, **responses) | {"do": "submit"})
    assert page.context["blank"] == []
    assert Step.objects.count() == 8
    done = learner.post(url("submit", attempt), {"do": "submit", "confirmed": "1"})
    assert done["Location"] == url("result", attempt)
    assert Result.objects.get().is_passed is True


def test_handing_in_asks_once_more_and_names_what_is_blank(learner, attempt):
    page = learner.post(
        url("submit", attempt), form(attempt, true_or_false="True") | {"do": "submit"}
    )
    position = question_of(attempt, "true or false").position
    assert page.context["blank"] == [number for number in range(1, 9) if number != position]
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_what_cannot_be_saved_stays_in_its_field_and_the_rest_is_saved(learner, attempt):
    ordering, numeric = question_of(attempt, "ordering"), question_of(attempt, "numeric")
    data = form(attempt, ordering=[0, 1, 2, 3], true_or_false="True")
    half = next(key for key in data if key.startswith(f"q{ordering.position}-"))
    data |= {f"q{numeric.position}": "many", half: "", "do": "submit"}
    page = learner.post(url("submit", attempt), data)
    assert page.status_code == 422
    assert sorted(errors_of(page)) == sorted(
        [
            f"Question {numeric.position}: Type a number, for instance 12.5.",
            f"Question {ordering.position}: Give every item a place.",
        ]
    )
    shown = {each.position: each.question for each in page.context["page"].asked}
    assert shown[numeric.position].text == "many"
    places = [item["place"] for item in shown[ordering.position].presented["items"]]
    assert sorted(places) == ["", *sorted(set("1234") - {_place(ordering, half)})]
    assert Step.objects.get().response == "True"
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def _place(ordering, field):
    return sent(ordering, [0, 1, 2, 3])[field][0]


def test_a_form_of_an_old_window_overwrites_nothing_that_it_does_not_change(learner, attempt):
    numeric, tf = question_of(attempt, "numeric"), question_of(attempt, "true or false")
    first = save(learner, tf, "True").json()["step"]
    stale = form(attempt, true_or_false="True", known={tf.position: first})
    save(learner, tf, "False", window="two", known=first)
    save(learner, numeric, "7", window="two")
    page = learner.post(url("submit", attempt), stale | {"do": "save"}, follow=True)
    assert Step.objects.filter(question=tf).last().response == "False"
    assert Step.objects.filter(question=numeric).last().response == "7"
    assert errors_of(page) == ["Your answers are saved."]


def test_an_answer_changed_here_and_elsewhere_is_saved_and_told(learner, attempt):
    tf = question_of(attempt, "true or false")
    stale = form(attempt, true_or_false="False")
    save(learner, tf, "True", window="two")
    page = learner.post(url("submit", attempt), stale | {"do": "save"}, follow=True)
    assert f"Question {tf.position} was answered in another window at" in errors_of(page)[0]
    assert list(Step.objects.values_list("response", flat=True)) == ["True", "False"]


# The result


def hand_in(attempt, types):
    answer(attempt, types, at=timezone.now())
    return submit_attempt(
        attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=timezone.now()
    )


def test_the_result_says_what_how_much_and_what_to_read_again(learner, module, attempt):
    hand_in(attempt, CLOSED[:3])
    page = learner.get(url("result", attempt))
    text = page.content.decode()
    assert "Not passed this time" in text
    assert "3 of 9 (33.3 %)" in re.sub(r"\s+", " ", text)
    assert "You may try again from" in text
    lesson = module.get_children().get()
    rows = {row.question.version.type: row for row in page.context["review"].questions}
    assert [page.pk for page in rows["numeric"].reread] == [lesson.pk]
    assert rows["single choice"].reread == []
    assert rows["single choice"].feedback == [
        "canary: no business",
        "canary: feedback on single choice",
    ]
    assert rows["single choice"].right_answer == []  # one may try again
    assert f"{rows['numeric'].question.version.question.code}, version 1" in text


def test_who_has_passed_sees_the_right_answers(learner, attempt):
    hand_in(attempt, [*CLOSED[:6], "open answer"])
    assert "waits for its mark" in learner.get(url("result", attempt)).text
    assert not Result.objects.exists()


def test_r6_a_share_below_the_pass_mark_never_looks_like_it():
    from fractions import Fraction

    from courses.attempts.rules import Score, shown_percent

    score = Score(earned=Fraction(69_999, 100_000), waiting=Fraction(0), maximum=Fraction(1))
    assert str(shown_percent(score)) == "69.9"


def test_a_passed_result_shows_the_key(learner, attempt):
    hand_in(attempt, [name for name in CLOSED if name != "numeric"])
    rows = {
        row.question.version.type: row
        for row in learner.get(url("result", attempt)).context["review"].questions
    }
    numeric = rows["numeric"]
    assert numeric.response == []
    if numeric.right_answer:
        assert numeric.right_answer == ["86753.09 EUR (± 0.01)"]


@pytest.mark.parametrize("questions", [10, 40])
def test_player_and_result_take_a_fixed_number_of_queries(
    client_of, questions, django_assert_num_queries
):
    module = module_with(true_or_false_assessment(questions=questions))
    place = enrolment(programme=module.get_parent().specific)
    attempt = started(place, module.assessment, at=timezone.now())
    learner = client_of(place.person)
    question = attempt.questions.first()
    save_answer(
        attempt=attempt,
        question=question,
        response="True",
        key=uuid.uuid4(),
        window="",
        by=place.person,
        at=timezone.now(),
    )
    learner.get(url("attempt", attempt))
    with django_assert_num_queries(PLAYER):
        learner.get(url("attempt", attempt))
    with django_assert_num_queries(STATE):
        learner.get(url("answer", attempt))
    with django_assert_num_queries(SAVE):
        save(learner, question, "False")
    hand_in(attempt, [])
    with django_assert_num_queries(RESULT):
        learner.get(url("result", attempt))


PLAYER, STATE, SAVE, RESULT = 8, 7, 10, 13
