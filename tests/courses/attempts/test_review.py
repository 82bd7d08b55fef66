"""What a candidate sees after handing in: as much as the design shows, and why it is what it is."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.analysis.actions import withdraw_result
from courses.attempts.actions import confirm_result, save_answer, start_attempt, submit_attempt
from courses.attempts.models import Attempt
from courses.attempts.rules import sight_of_candidate
from tests.factories.assessments import CANARY, CLOSED, answer, full_assessment, module_with
from tests.factories.courses import enrolment, true_or_false_assessment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHOWN = ("at once", "at the end", "after closing", "never")


def handed_in(assessment, *, right=CLOSED, at=None) -> Attempt:
    place = enrolment(programme=module_with(assessment).get_parent().specific)
    at = at or timezone.now()
    attempt = start_attempt(enrolment=place, assessment=assessment, by=place.person, at=at, seed=3)
    answer(attempt, right, at=at)
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


def true_or_false(answers, *, certainty=None, **changes) -> Attempt:
    """Handed in with these answers to as many questions, whose key is True."""
    assessment = true_or_false_assessment(questions=len(answers), **changes)
    place = enrolment(programme=module_with(assessment).get_parent().specific)
    now = timezone.now()
    attempt = start_attempt(enrolment=place, assessment=assessment, by=place.person, at=now, seed=3)
    for question, response in zip(attempt.questions.all(), answers, strict=True):
        save_answer(
            attempt=attempt,
            question=question,
            response=response,
            certainty=certainty,
            key=uuid.uuid4(),
            window="",
            by=place.person,
            at=now,
        )
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=now)


@pytest.fixture
def result_page(client_of):
    def get(attempt):
        learner = client_of(attempt.enrolment.person)
        return learner.get(reverse("attempts:result", args=[attempt.uid]))

    return get


@pytest.mark.parametrize(
    ("when", "is_closed", "is_at_end", "is_shown"),
    [
        ("at once", False, False, True),
        ("at the end", False, False, False),
        ("at the end", False, True, True),
        ("after closing", False, True, False),
        ("after closing", True, False, True),
        ("never", True, True, False),
    ],
)
def test_what_the_design_shows_a_candidate(when, is_closed, is_at_end, is_shown):
    given = {"marks": when, "feedback": when, "key": when}
    sight = sight_of_candidate(**given, has_result=True, is_closed=is_closed, is_at_end=is_at_end)
    assert (sight.marks, sight.feedback, sight.key) == (is_shown,) * 3
    assert (sight.names, sight.reason) == (False, True)
    before = sight_of_candidate(**given, has_result=False, is_closed=is_closed, is_at_end=is_at_end)
    assert (before.marks, before.feedback, before.key) == (False,) * 3


def found_on(page) -> dict:
    text = page.text
    return {
        "marks": "33.3 %" in text and ">1 of 1<" in text,
        "feedback": "feedback on single choice" in text,
        "key": "86753" in text,
    }


@pytest.mark.parametrize("what", ["marks", "feedback", "key"])
@pytest.mark.parametrize("when", SHOWN)
@pytest.mark.parametrize("is_last", [False, True])
def test_each_part_is_shown_when_its_setting_says_so_and_alone(result_page, what, when, is_last):
    settings = {"shows_marks": "never", "shows_feedback": "never", "shows_key": "never"}
    attempt = handed_in(
        full_assessment(
            **settings | {f"shows_{what}": when},
            attempts_max=1 if is_last else 2,
            closes_at=timezone.now() + DAY,
        ),
        right=CLOSED[:3],
    )
    is_shown = when == "at once" or (when == "at the end" and is_last)
    nothing = {"marks": False, "feedback": False, "key": False}
    page = result_page(attempt)
    assert "Not passed this time" in page.text
    assert found_on(page) == nothing | {what: is_shown}


@pytest.mark.parametrize("is_closed", [False, True])
def test_after_closing_is_after_the_closing_date(result_page, is_closed):
    now = timezone.now()
    after = "after closing"
    attempt = handed_in(
        full_assessment(
            opens_at=now - 3 * DAY,
            closes_at=now - DAY if is_closed else now + DAY,
            shows_marks=after,
            shows_feedback=after,
            shows_key=after,
        ),
        right=CLOSED[:3],
        at=now - 2 * DAY,
    )
    assert set(found_on(result_page(attempt)).values()) == {is_closed}


def test_nothing_is_shown_while_an_open_answer_could_change_the_result(result_page):
    attempt = handed_in(full_assessment(shows_key="at once"), right=[*CLOSED[:6], "open answer"])
    page = result_page(attempt)
    assert "waits for its mark" in page.text
    assert CANARY not in page.text
    assert [row.points for row in page.context["review"].questions] == [None] * 8


def test_a_result_waits_for_the_examiner_where_the_design_says_so(result_page):
    attempt = true_or_false(["True", "False"], release="by examiner", shows_key="at once")
    page = result_page(attempt)
    assert "Your result waits for its release" in page.text
    assert "You can find it and measure it." not in page.text
    assert [row.share for row in page.context["review"].questions] == [None, None]
    confirm_result(attempt=attempt, by=PersonFactory(), at=timezone.now())
    page = result_page(Attempt.objects.get())
    assert "Not passed this time" in page.text
    assert "1 of 2 (50 %)" in page.text


def test_sections_outcomes_pass_marks_and_texts_for_percentages(result_page):
    draws = [{"count": 2}]
    attempt = true_or_false(
        ["True", "True", "True", "False"],
        sections=[
            {"title": "First part", "draws": draws},
            {"title": "Second part", "draws": draws, "pass_percent": "60"},
        ],
        outcomes=[{"outcome": 1, "title": "Explain a cluster", "pass_percent": "75"}],
        bands=[
            {"from_percent": "0", "text": "Begin again."},
            {"from_percent": "70", "text": "Nearly all of it."},
            {"from_percent": "76", "text": "All of it."},
            {"from_percent": "75", "text": "You explain it well.", "outcome": 1},
        ],
    )
    page = result_page(attempt)
    found = page.context["review"]
    assert [(part.name, part.percent, part.part.verdict) for part in found.sections] == [
        ("First part", 100, True),
        ("Second part", 50, False),
    ]
    assert [(part.name, part.feedback) for part in found.outcomes] == [
        ("Explain a cluster", "You explain it well.")
    ]
    assert found.whole.feedback == "Nearly all of it."
    for text in ("Nearly all of it.", "You explain it well.", "Second part", "Not passed"):
        assert text in page.text
    assert "All of it." not in page.text.replace("Nearly all of it.", "")


def test_being_certain_is_explained(result_page):
    attempt = true_or_false(
        ["True", "False"], certainty=3, purpose="formative", asks_certainty=True
    )
    page = result_page(attempt)
    words = [row.certainty for row in page.context["review"].questions]
    assert (
        words
        == ["You said how certain you were: 3 of 3. So a right answer counts 1, a wrong one -2."]
        * 2
    )
    assert sorted(row.points for row in page.context["review"].questions) == [-2, 1]


def test_practice_completes_nothing_and_says_so(result_page):
    page = result_page(true_or_false(["True"], purpose="formative", resit_wait_days=0))
    assert "You have reached the pass mark" in page.text
    assert "you may take it again" in page.text
    assert "certificate for this module" not in page.text


def test_which_attempt_counts_is_said(result_page):
    first = true_or_false(["False"], counting="first", resit_wait_days=0)
    place = first.enrolment
    second = start_attempt(
        enrolment=place, assessment=first.assessment, by=place.person, at=timezone.now()
    )
    save_answer(
        attempt=second,
        question=second.questions.get(),
        response="True",
        key=uuid.uuid4(),
        window="",
        by=place.person,
        at=timezone.now(),
    )
    second = submit_attempt(attempt=second, key=uuid.uuid4(), by=place.person, at=timezone.now())
    page = result_page(second)
    assert "Of your attempts, the first result counts; this one does not." in page.text


def test_r10_a_withdrawn_result_says_from_when_and_why(result_page):
    attempt = true_or_false(["True"])
    withdraw_result(
        attempt=attempt,
        reason="Another person answered.",
        effective_on=timezone.localdate(),
        by=PersonFactory(roles=["administrator"]),
        at=timezone.now(),
    )
    text = result_page(attempt).text
    assert "This result is withdrawn from" in text
    assert "Another person answered." in text
    assert "You have passed" not in text


def test_the_way_to_the_replay_of_the_own_attempt(result_page):
    attempt = true_or_false(["True"])
    assert reverse("analysis:replay", args=[attempt.uid]) in result_page(attempt).text
