"""A running test as its page shows it: one question a page, flags, certainty, breaks, windows."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attempts.actions import start_attempt
from courses.attempts.models import Step
from courses.attempts.queries import current_answers, flagged_questions
from tests.factories.assessments import module_with
from tests.factories.courses import enrolment, true_or_false_assessment

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECTIONS = [
    {"title": "Terms", "intro": "Three short ones.", "draws": [{"count": 3}]},
    {"title": "Use", "draws": [{"count": 2}]},
]


@pytest.fixture
def begin(client_of):
    """Starts an attempt of five questions under this design; the client is its learner's."""

    def start(**changes):
        settings = {"sections": SECTIONS, "time_limit_minutes": 60} | changes
        assessment = true_or_false_assessment(questions=5, **settings)
        place = enrolment(programme=module_with(assessment).get_parent().specific)
        attempt = start_attempt(
            enrolment=place,
            assessment=assessment,
            by=place.person,
            at=timezone.now(),
            seed=2,
        )
        return attempt, client_of(place.person)

    return start


def url(name, attempt):
    return reverse(f"attempts:{name}", args=[attempt.uid])


def page_of(client, attempt, **query):
    return client.get(url("attempt", attempt), query).context["page"]


def save(client, attempt, position, response, **fields):
    data = {f"q{position}": response, "position": position, "key": uuid.uuid4(), "window": "one"}
    return client.post(url("answer", attempt), data | fields).json()


def note(client, attempt, kind, *, window="one", **fields):
    data = {"kind": kind, "key": uuid.uuid4(), "window": window} | fields
    return client.post(url("note", attempt), data)


def press(client, attempt, do, **fields):
    return client.post(url("submit", attempt), {"do": do, **fields})


def in_view(page):
    return [each.position for each in page.asked if each.is_current]


# One question a page, or all


@pytest.mark.parametrize(
    ("layout", "query", "shown"),
    [
        ("all", {}, [1, 2, 3, 4, 5]),
        ("all", {"question": "3"}, [1, 2, 3, 4, 5]),
        ("one", {}, [1]),
        ("one", {"question": "3"}, [3]),
        ("one", {"question": "99"}, [1]),
        ("one", {"question": "²"}, [1]),
        ("one", {"question": "x"}, [1]),
    ],
)
def test_the_design_says_how_many_questions_are_in_view(begin, layout, query, shown):
    attempt, learner = begin(layout=layout)
    assert in_view(page_of(learner, attempt, **query)) == shown


def test_a_section_says_its_title_and_introduction_where_it_begins(begin):
    attempt, learner = begin()
    page = page_of(learner, attempt)
    assert [each.section.title if each.section else "" for each in page.asked] == [
        "Terms",
        "",
        "",
        "Use",
        "",
    ]
    assert "Three short ones." in learner.get(url("attempt", attempt)).text


def test_going_on_without_the_script_saves_first(begin):
    attempt, learner = begin(layout="one")
    answer = press(learner, attempt, "go-2", q1="True", **{"known-1": 0})
    assert answer["Location"] == f"{url('attempt', attempt)}?question=2#question-2"
    assert [step.response for step in Step.objects.all()] == ["True"]


def test_an_answer_that_cannot_be_read_keeps_the_reader_at_its_question(begin):
    attempt, learner = begin(layout="one")
    page = press(learner, attempt, "go-4", q3="Maybe", **{"known-3": 0})
    assert (page.status_code, in_view(page.context["page"])) == (422, [3])


def test_saving_stays_at_the_question_in_view(begin):
    attempt, learner = begin(layout="one")
    answer = press(learner, attempt, "save", current="4")
    assert answer["Location"].endswith("?question=4#question-4")


# Flags


def test_a_flag_set_without_the_script_is_shown_and_taken_away(begin):
    attempt, learner = begin()
    press(learner, attempt, "flag-2")
    assert [each.position for each in page_of(learner, attempt).asked if each.is_flagged] == [2]
    hand_in = press(learner, attempt, "submit")
    assert (hand_in.context["flagged"], hand_in.context["blank"]) == ([2], [1, 2, 3, 4, 5])
    press(learner, attempt, "unflag-2")
    assert not flagged_questions(attempt)


def test_a_flag_of_the_script_is_kept_once_and_told_to_other_windows(begin):
    attempt, learner = begin()
    key = uuid.uuid4()
    for _again in range(2):
        assert note(learner, attempt, "flagged", position=3, key=key).json()["saved"]
    assert Step.objects.count() == 1
    assert learner.get(url("answer", attempt)).json()["flags"] == [3]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "flagged"}, 400),
        ({"kind": "opened", "position": 2}, 400),
        ({"kind": "submitted"}, 400),
        ({"kind": "answered", "position": 2}, 400),
        ({"kind": "flagged", "position": 77}, 404),
        ({"kind": "flagged", "position": 1, "key": "x"}, 400),
    ],
)
def test_a_bent_note_is_refused(begin, fields, status):
    attempt, learner = begin()
    data = {"key": uuid.uuid4(), "window": "one", **fields}
    assert learner.post(url("note", attempt), data).status_code == status
    assert not Step.objects.exists()


@pytest.mark.parametrize("do", ["flag-99", "flag-", "flag-x", "flag-²"])
def test_a_flag_for_no_question_is_not_found(begin, do):
    attempt, learner = begin()
    assert press(learner, attempt, do).status_code == 404


# Certainty


@pytest.fixture
def practice(begin):
    return begin(purpose="formative", asks_certainty=True)


def test_certainty_is_saved_with_the_answer_and_told_again(practice):
    attempt, learner = practice
    reply = save(learner, attempt, 1, "True", **{"q1-certainty": "3"})
    assert (reply["saved"], reply["is_unsure"]) == (True, False)
    assert Step.objects.get().certainty == 3
    state = learner.get(url("answer", attempt)).json()["answers"]["1"]
    assert state["fields"] == {"": ["True"], "certainty": ["3"]}


@pytest.mark.parametrize(
    ("response", "certainty", "is_unsure"),
    [("True", "1", True), ("True", "", True), ("True", "2", False), ("", "1", False)],
)
def test_who_is_not_very_certain_is_reminded(practice, response, certainty, is_unsure):
    attempt, learner = practice
    reply = save(learner, attempt, 2, response, **{"q2-certainty": certainty})
    assert reply["is_unsure"] is is_unsure
    unsure = [each.position for each in page_of(learner, attempt).asked if each.is_unsure]
    assert unsure == ([2] if is_unsure else [])


def test_a_bent_certainty_is_refused_with_a_sentence(practice):
    attempt, learner = practice
    reply = save(learner, attempt, 1, "True", **{"q1-certainty": "9"})
    assert (reply["saved"], reply["code"]) == (False, "unclear")


def test_a_key_is_not_used_again_for_another_certainty(practice):
    attempt, learner = practice
    key = uuid.uuid4()
    save(learner, attempt, 1, "True", key=key, **{"q1-certainty": "1"})
    again = save(learner, attempt, 1, "True", key=key, **{"q1-certainty": "3"})
    assert again["code"] == "key_reused"


def test_a_form_saves_a_changed_certainty_alone(practice):
    attempt, learner = practice
    step = save(learner, attempt, 1, "True", **{"q1-certainty": "1"})["step"]
    same = {"q1": "True", "known-1": step}
    press(learner, attempt, "save", **same, **{"q1-certainty": "1"})
    assert Step.objects.count() == 1
    press(learner, attempt, "save", **same, **{"q1-certainty": "3"})
    counted = current_answers(attempt)[attempt.questions.get(position=1).pk]
    assert (counted.response, counted.certainty) == ("True", 3)


def test_a_test_that_does_not_ask_takes_no_certainty(begin):
    attempt, learner = begin()
    save(learner, attempt, 1, "True", **{"q1-certainty": "3"})
    assert Step.objects.get().certainty is None


# Breaks


def test_in_a_break_the_questions_are_hidden_and_the_clock_stands(begin):
    attempt, learner = begin(break_minutes=10)
    before = attempt.deadline_at
    assert "Take a break (10 min)" in learner.get(url("attempt", attempt)).text
    press(learner, attempt, "pause", q1="True", **{"known-1": 0})
    page = learner.get(url("attempt", attempt))
    assert "You are on a break" in page.text
    assert "page" not in page.context
    assert "A cluster is a fact" not in page.text
    assert learner.get(url("answer", attempt)).json()["paused"] is True
    assert learner.post(url("submit", attempt), {"do": "resume"})["Location"] == url(
        "attempt", attempt
    )
    attempt.refresh_from_db()
    assert before <= attempt.deadline_at < before + MINUTE
    assert [step.kind for step in attempt.steps.all()] == ["answered", "paused", "resumed"]


def test_without_a_break_left_there_is_no_button_and_a_sentence(begin):
    attempt, learner = begin()
    assert "Take a break" not in learner.get(url("attempt", attempt)).text
    learner.post(url("submit", attempt), {"do": "pause"})
    page = learner.get(url("attempt", attempt))
    assert "There is no break left in this test." in page.text
    assert not Step.objects.exists()


# The clock


@pytest.mark.parametrize(("minutes_left", "is_warned"), [(6, False), (4, True)])
def test_the_end_is_announced_without_the_script_too(begin, minutes_left, is_warned):
    attempt, learner = begin()
    deadline = timezone.now() + minutes_left * MINUTE
    type(attempt).objects.update(deadline_at=deadline)
    page = learner.get(url("attempt", attempt))
    assert page.context["ends_soon"] is is_warned


# Windows


def test_a_second_window_is_told_of_the_first_and_the_log_keeps_both(begin):
    attempt, learner = begin()
    assert note(learner, attempt, "opened", window="one").json()["elsewhere"] is None
    told = note(learner, attempt, "opened", window="two").json()["elsewhere"]
    opened = attempt.steps.get(window="one")
    assert told == f"{opened.at:%-d %B, %H:%M}" or told.endswith(f"{opened.at:%M}")
    assert list(attempt.steps.values_list("kind", "window")) == [
        ("opened", "one"),
        ("opened", "two"),
    ]


def test_a_window_known_to_be_closed_is_not_told_of(begin):
    attempt, learner = begin()
    note(learner, attempt, "opened", window="one")
    reply = note(learner, attempt, "opened", window="two", closed="zero,one")
    assert reply.json()["elsewhere"] is None


@pytest.mark.parametrize(
    ("questions", "queries"), [(10, 8), (40, 8)], ids=["10 questions", "40 questions"]
)
def test_the_player_asks_as_often_for_40_questions_as_for_10(
    client_of, questions, queries, django_assert_num_queries
):
    assessment = true_or_false_assessment(questions=questions, time_limit_minutes=60, layout="one")
    place = enrolment(programme=module_with(assessment).get_parent().specific)
    attempt = start_attempt(
        enrolment=place, assessment=assessment, by=place.person, at=timezone.now()
    )
    learner = client_of(place.person)
    learner.get(url("attempt", attempt))
    with django_assert_num_queries(queries):
        learner.get(url("attempt", attempt))
