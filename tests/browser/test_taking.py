"""Taking a test of one question a page: flags, an outage, a break, a start code, the deadline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.attempts.actions import Measure, grant_accommodation
from courses.attempts.models import Attempt, Result, Step
from courses.attempts.queries import current_answers, flagged_questions
from courses.attempts.tasks import close_overdue_attempts
from tests.browser.conftest import PHONE
from tests.factories.assessments import full_assessment, module_with, started
from tests.factories.courses import enrolment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser
SECTIONS = [
    {"title": "Words", "intro": "Choose and match.", "draws": [{"count": 4, "kind": "closed"}]},
    {"title": "Work", "draws": [{"count": 3, "kind": "closed"}, {"count": 1, "kind": "open"}]},
]


class Sitting:
    """A learner with a place in a module that a test of one question a page closes."""

    def __init__(self, **changes):
        design = {"layout": "one", "sections": SECTIONS, "break_minutes": 10} | changes
        self.module = module_with(full_assessment(**design))
        self.assessment = self.module.assessment
        programme = self.module.get_parent().specific
        self.place = enrolment(programme=programme, person=PersonFactory())
        self.start_page = reverse("attempts:start", args=[self.module.pk])

    def begun(self) -> Attempt:
        return started(self.place, self.assessment, at=timezone.now(), seed=7)


def address_of(attempt) -> str:
    return reverse("attempts:attempt", args=[attempt.uid])


def question_of(page, attempt, type_name):
    position = attempt.questions.get(version__type=type_name).position
    return position, page.locator(f"#question-{position}")


def go_to(page, position: int) -> None:
    """By the navigator, from the keyboard; on a desktop it is open."""
    opens = page.get_by_role("button", name="Questions")
    if opens.is_visible():
        opens.press("Enter")
    page.locator(f'[data-nav="{position}"] button').press("Enter")
    expect(page.locator(f"#question-{position}")).to_be_focused()


def test_questions_flags_and_navigator_by_keyboard_on_a_phone(page, live_server, sign_in):
    sitting = Sitting()
    attempt = sitting.begun()
    sign_in(sitting.place.person)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + address_of(attempt))
    first, second = (page.locator(f"#question-{number}") for number in (1, 2))
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    first.get_by_role("button", name="Flag to return to").press("Enter")
    expect(first.get_by_role("button", name="Take the flag away")).to_be_focused()
    page.get_by_role("button", name="Next question").press("Enter")
    expect(second).to_be_focused()
    expect(first).to_be_hidden()
    position, question = question_of(page, attempt, "true or false")
    go_to(page, position)
    question.get_by_label("True").press("Space")
    expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Questions").press("Enter")
    expect(page.locator('[data-nav="1"]')).to_contain_text("flagged")
    expect(page.locator(f'[data-nav="{position}"]')).to_contain_text("answered")
    expect(page.locator(f'[data-nav="{position}"] button')).to_have_attribute(
        "aria-current", "step"
    )
    page.keyboard.press("Escape")
    page.go_back()
    expect(second).to_be_visible()
    page.get_by_role("button", name="Hand in the test").press("Enter")
    expect(page.get_by_text("You flagged one question to return to")).to_be_visible()
    page.get_by_role("link", name="Question 1", exact=True).last.press("Enter")
    expect(first).to_be_visible()
    assert flagged_questions(attempt) == {attempt.questions.get(position=1).pk}


def test_an_answer_and_a_flag_of_an_outage_are_kept_and_sent_again(page, live_server, sign_in):
    sitting = Sitting()
    attempt = sitting.begun()
    sign_in(sitting.place.person)
    page.goto(live_server.url + address_of(attempt))
    position, question = question_of(page, attempt, "true or false")
    page.context.set_offline(True)
    go_to(page, position)
    question.get_by_label("False").check()
    question.get_by_role("button", name="Flag to return to").click()
    expect(question.locator("[data-save-state]")).to_contain_text("Not saved yet: no connection")
    assert (current_answers(attempt), flagged_questions(attempt)) == ({}, set())
    page.context.set_offline(False)
    expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    asked = attempt.questions.get(position=position)
    assert current_answers(attempt)[asked.pk].response == "False"
    expect(page.locator(f'[data-nav="{position}"]')).to_contain_text("flagged")
    page.reload()
    expect(page.locator(f'[data-nav="{position}"]')).to_contain_text("flagged")
    assert flagged_questions(attempt) == {asked.pk}
    assert attempt.steps.filter(kind__in=[Step.Kind.ANSWERED, Step.Kind.FLAGGED]).count() == 2


def test_in_a_break_the_questions_are_hidden_and_the_clock_stands(page, live_server, sign_in):
    sitting = Sitting(layout="all")
    attempt = sitting.begun()
    before = attempt.deadline_at
    sign_in(sitting.place.person)
    page.goto(live_server.url + address_of(attempt))
    page.get_by_role("button", name="Take a break (10 min)").click()
    expect(page.get_by_role("heading", name="You are on a break")).to_be_visible()
    expect(page.locator("[data-break-left]")).to_contain_text("9:")
    expect(page.get_by_text("A cluster is a fact about the economy.")).to_have_count(0)
    page.goto(live_server.url + address_of(attempt))
    expect(page.locator("#question-1")).to_have_count(0)
    paused = attempt.steps.get(kind=Step.Kind.PAUSED)
    Step.objects.filter(pk=paused.pk).update(at=paused.at - timedelta(minutes=4))
    page.get_by_role("button", name="Go on with the test").click()
    expect(page.locator("#question-1")).to_be_visible()
    expect(page.get_by_role("button", name="Take a break (5 min)")).to_be_visible()
    attempt.refresh_from_db()
    assert timedelta(minutes=4) <= attempt.deadline_at - before < timedelta(minutes=5)


def test_a_test_with_a_start_code_begins_with_it_alone(page, live_server, sign_in):
    sitting = Sitting(start_code="Amber 7")
    sign_in(sitting.place.person)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("progress:course", args=[sitting.place.uid]))
    page.locator(f'main a[href*="{sitting.start_page}"]').first.click()
    page.get_by_label("Start code").fill("Umber 7")
    page.get_by_role("button", name="Start the test").press("Enter")
    expect(page.get_by_text("That is not the start code of this test.")).to_be_visible()
    assert not Attempt.objects.exists()
    page.get_by_label("Start code").fill("amber 7")
    page.get_by_label("Start code").press("Enter")
    expect(page.locator("#question-1")).to_be_visible()
    assert Attempt.objects.count() == 1


def test_at_the_deadline_the_server_hands_in_though_the_browser_is_gone(page, live_server, sign_in):
    sitting = Sitting()
    attempt = sitting.begun()
    sign_in(sitting.place.person)
    page.goto(live_server.url + address_of(attempt))
    position, question = question_of(page, attempt, "true or false")
    go_to(page, position)
    question.get_by_label("True").check()
    expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    context = page.context
    page.close()
    over = timezone.now() - timedelta(minutes=5)
    begun = over - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=begun, deadline_at=over)
    assert close_overdue_attempts() == 1
    attempt.refresh_from_db()
    assert attempt.submitted_at == over
    assert attempt.steps.latest("pk").kind == Step.Kind.TIMED_OUT
    assert Result.objects.get(attempt=attempt).points == 1
    again = context.new_page()
    again.goto(live_server.url + address_of(attempt))
    expect(again.get_by_text("Not passed this time")).to_be_visible()


def test_a_second_window_is_told_where_one_question_is_shown(page, live_server, sign_in):
    sitting = Sitting()
    attempt = sitting.begun()
    sign_in(sitting.place.person)
    page.goto(live_server.url + address_of(attempt))
    expect(page.locator("[data-with-script]").first).to_be_visible()
    position, question = question_of(page, attempt, "true or false")
    go_to(page, position)
    question.get_by_label("True").check()
    expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    second = page.context.new_page()
    second.goto(live_server.url + address_of(attempt))
    expect(second.get_by_text("also open in another window")).to_be_visible()
    _position, same = question_of(second, attempt, "true or false")
    go_to(second, position)
    expect(same.get_by_label("True")).to_be_checked()
    same.get_by_label("False").check()
    expect(same.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    page.bring_to_front()
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(question.locator("[data-save-state]")).to_contain_text("Answered in another window")
    answers = attempt.steps.filter(kind=Step.Kind.ANSWERED).values_list("response", flat=True)
    assert list(answers) == ["True", "False"]


def test_the_pages_fit_and_axe_finds_nothing(page, sign_in, looks_right):
    one, all_at_once = Sitting(start_code="Amber 7"), Sitting(layout="all")
    administrator = PersonFactory(roles=["administrator"])
    person = one.place.person
    programme = all_at_once.module.get_parent().specific
    both = enrolment(programme=programme, person=person)
    long = started(both, all_at_once.assessment, at=timezone.now(), seed=7)
    measure = Measure(valid_from=timezone.localdate(), extra_time_percent=25, break_minutes=10)
    grant_accommodation(person=person, measure=measure, by=administrator, at=timezone.now())
    sign_in(person)
    looks_right({"start": one.start_page})
    page.get_by_label("Start code").fill("Amber 7")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/**")
    short = Attempt.objects.get(enrolment=one.place)
    looks_right({"player-one": address_of(short), "player-all": address_of(long)})
    page.get_by_role("button", name="Take a break (10 min)").click()
    page.wait_for_selector("[data-break]:not([hidden])")
    looks_right({"break": address_of(long)})
    page.context.clear_cookies()
    sign_in(administrator)
    looks_right(
        {
            "accommodations": reverse("attempts:accommodations") + f"?q={person.last_name}",
            "grant": reverse("attempts:grant_accommodation", args=[person.public_id]),
        }
    )
