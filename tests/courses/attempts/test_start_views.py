"""The page before a test: what is asked, for how long, how often, and why it may not begin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attempts.models import Accommodation, Attempt
from courses.attempts.start_views import WRONG_CODES
from tests.factories.assessments import module_with
from tests.factories.courses import AT, enrolment, true_or_false_assessment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ready(client_of):
    """A module whose test has this design, the place of a learner, and their client."""

    def make(**changes):
        module = module_with(true_or_false_assessment(**changes))
        place = enrolment(programme=module.get_parent().specific)
        return module, place, client_of(place.person)

    return make


def start(module, kind="start"):
    return reverse(f"attempts:{kind}", args=[module.pk])


def test_the_page_says_what_to_expect_and_starts_nothing(ready):
    draws = [{"count": 2}]
    module, place, learner = ready(
        sections=[{"title": "Terms", "draws": draws}, {"title": "Use", "draws": draws}],
        time_limit_minutes=60,
        break_minutes=5,
        closes_at=timezone.now() + DAY,
        zone="Africa/Tunis",
        layout="one",
        shows_key="never",
    )
    Accommodation.objects.create(
        person=place.person,
        extra_time_percent=50,
        granted_by=PersonFactory(),
        granted_at=AT,
        valid_from=AT.date(),
    )
    text = " ".join(learner.get(start(module)).text.split())
    for part in (
        "4: Terms (2), Use (2); one question a page",
        "90 minutes (with your extra time)",
        "up to 5 minutes in all",
        "(Africa/Tunis)",
        "0 of 3 used; the best result counts; 7 days between attempts",
        "right answers: never",
        "Start the test",
    ):
        assert part in text
    assert "Start code" not in text
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [(4, "4 questions of your earlier attempts come again"), (8, "No question of your earlier")],
)
def test_r52_a_resit_says_whether_questions_come_again(ready, questions, sentence):
    module, _place, learner = ready(
        questions=questions, sections=[{"draws": [{"count": 4}]}], resit_wait_days=0
    )
    learner.post(start(module))
    learner.post(reverse("attempts:submit", args=[Attempt.objects.get().uid]), {"confirmed": "1"})
    assert sentence in learner.get(start(module)).text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"opens_at": timezone.now() + DAY}, "This test is not open yet."),
        ({"closes_at": timezone.now() - DAY}, "This test is closed."),
    ],
)
def test_r52_why_a_test_may_not_begin_is_said_and_posting_starts_nothing(ready, changes, reason):
    module, _place, learner = ready(**changes)
    page = learner.get(start(module))
    assert reason in page.text
    assert "Start the test" not in page.text
    assert reason in learner.post(start(module), follow=True).text
    assert not Attempt.objects.exists()


def test_a_wrong_start_code_is_said_and_the_right_one_starts(ready):
    module, _place, learner = ready(start_code="Moat")
    assert "Start code" in learner.get(start(module)).text
    wrong = learner.post(start(module), {"code": "Castle"})
    assert wrong.status_code == 422
    assert "That is not the start code of this test." in wrong.text
    assert 'value="Castle"' in wrong.text
    assert learner.post(start(module), {"code": "moat"}).status_code == 302
    assert Attempt.objects.count() == 1


def test_a_start_code_is_not_found_by_trying(ready, client_of):
    module, place, learner = ready(start_code="Moat")
    for _try in range(WRONG_CODES):
        learner.post(start(module), {"code": "Castle"})
    page = learner.post(start(module), {"code": "Moat"})
    assert "Too many wrong codes." in page.text
    assert not Attempt.objects.exists()
    other = enrolment(programme=place.programme)
    client_of(other.person).post(start(module), {"code": "Moat"})
    assert Attempt.objects.get().enrolment == other


def test_practice_is_begun_from_its_module_and_again_after_a_pass(ready):
    module, place, learner = ready()
    assert learner.get(start(module, "practice")).status_code == 404
    module.practice = true_or_false_assessment(
        questions=1, purpose="formative", attempts_max=20, resit_wait_days=0
    )
    module.save()
    assert "For practice: it completes nothing" in learner.get(start(module, "practice")).text
    for number in (1, 2):
        learner.post(start(module, "practice"))
        attempt = Attempt.objects.get(number=number)
        form = {"q1": "True", "known-1": "0", "confirmed": "1"}
        learner.post(reverse("attempts:submit", args=[attempt.uid]), form)
    assert Attempt.objects.filter(result__is_passed=True).count() == 2
    assert not place.module_completions.exists()


def test_the_course_leads_to_the_test_and_to_practice(ready):
    module, place, learner = ready()
    module.practice = true_or_false_assessment(purpose="formative")
    module.save_revision().publish()
    text = learner.get(reverse("progress:course", args=[place.uid])).text
    for kind in ("start", "practice"):
        assert f"{start(module, kind)}?enrolment={place.uid}" in text
