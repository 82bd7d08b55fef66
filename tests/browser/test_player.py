"""The test player in a real browser: every type, an outage, a second window, a reload, no script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.attempts.models import Result, Step
from courses.attempts.queries import current_answers
from tests.browser.conftest import DESK, PHONE
from tests.factories.assessments import CLOSED, ORDER, full_assessment, module_with, started
from tests.factories.courses import enrolment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def attempt(sign_in):
    module = module_with(full_assessment())
    place = enrolment(programme=module.get_parent().specific, person=PersonFactory())
    sign_in(place.person)
    return started(place, module.assessment, at=timezone.now(), seed=7)


@pytest.fixture
def player(page, live_server, attempt):
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/learn/attempts/{attempt.uid}/")
    return page


def of_type(page, attempt, type_name):
    question = attempt.questions.get(version__type=type_name)
    return page.locator(f"#question-{question.position}")


def is_saved(question) -> None:
    expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


def stored(attempt, type_name):
    question = attempt.questions.get(version__type=type_name)
    step = current_answers(attempt).get(question.pk)
    return step and step.response


def put_in_order(question) -> None:
    """By the buttons, from the keyboard: a bubble sort towards the right order."""
    for place, text in enumerate(ORDER):
        while True:
            items = question.locator("[data-order] li").evaluate_all(
                "all => all.map(each => each.dataset.text)"
            )
            if items.index(text) == place:
                break
            question.get_by_role("button", name=f"Move up: {text}").press("Enter")


def answer_everything(page, attempt) -> None:
    def question(name):
        return of_type(page, attempt, name)

    question("single choice").get_by_label("A service network").check()
    question("multiple response").get_by_label("Suppliers at hand").check()
    question("multiple response").get_by_label("Rivals next door").check()
    question("true or false").get_by_label("True").check()
    matching = question("matching")
    matching.get_by_label("Cluster").select_option(label="related firms near each other")
    matching.get_by_label("Organisation").select_option(label="the body that supports it")
    matching.get_by_label("Initiative").select_option(label="an organised effort")
    put_in_order(question("ordering"))
    question("numeric").get_by_role("textbox").fill("86.753,09 EUR")
    question("fill the gap").get_by_label("Gap 1").fill("Zephyr")
    question("fill the gap").get_by_label("Gap 2").fill("zephyr  BUDGET")
    question("open answer").get_by_role("textbox").fill("The toolmakers of Eisenerz.")


def test_each_of_the_eight_types_is_answered_saved_and_marked(player, attempt, accessible):
    accessible(player)
    answer_everything(player, attempt)
    for type_name in [*CLOSED, "open answer"]:
        is_saved(of_type(player, attempt, type_name))
    expect(player.locator("[data-count]")).to_have_text("8")
    accessible(player)
    player.get_by_role("button", name="Hand in the test").click()
    expect(player.get_by_text("Every question is answered and saved")).to_be_visible()
    accessible(player)
    player.get_by_role("button", name="Hand in now").click()
    expect(player.get_by_text("You have passed", exact=True)).to_be_visible()
    accessible(player)
    result = Result.objects.get(attempt=attempt)
    assert (result.is_passed, result.points) == (True, 7)


def test_moving_an_item_is_said_and_keeps_the_focus(player, attempt):
    question = of_type(player, attempt, "ordering")
    first, second = question.locator("[data-order] li").evaluate_all(
        "all => all.slice(0, 2).map(each => each.dataset.text)"
    )
    button = question.get_by_role("button", name=f"Move up: {second}")
    button.press("Enter")
    expect(player.locator("[data-announce]")).to_have_text(f"{second}: is now at place 1")
    expect(button).to_be_focused()
    is_saved(question)
    assert [ORDER[index] for index in stored(attempt, "ordering")][:2] == [second, first]


def test_answers_outlive_a_lost_connection(player, attempt):
    context = player.context
    question = of_type(player, attempt, "single choice")
    context.set_offline(True)
    question.get_by_label("A cluster", exact=True).check()
    line = question.locator("[data-save-state]")
    expect(line).to_contain_text("Not saved yet: no connection")
    player.get_by_role("button", name="Hand in the test").click()
    expect(player.get_by_text("Not everything is saved yet")).to_be_visible()
    assert stored(attempt, "single choice") is None
    context.set_offline(False)
    is_saved(question)
    assert stored(attempt, "single choice") == 2


def test_what_a_closed_window_could_not_send_is_sent_by_the_next(player, live_server, attempt):
    context = player.context
    player.route("**/answers/", lambda route: route.abort())
    of_type(player, attempt, "true or false").get_by_label("False").check()
    line = of_type(player, attempt, "true or false").locator("[data-save-state]")
    expect(line).to_contain_text("Not saved yet")
    address = player.url
    player.close()
    again = context.new_page()
    again.goto(address)
    question = of_type(again, attempt, "true or false")
    is_saved(question)
    expect(question.get_by_label("False")).to_be_checked()
    assert stored(attempt, "true or false") == "False"
    assert Step.objects.filter(attempt=attempt, kind="answered").count() == 1


def test_an_answer_given_before_the_script_has_come_is_saved(page, live_server, attempt):
    held = []
    page.route("**/js/player*.js", lambda route: held.append(route))
    page.goto(f"{live_server.url}/learn/attempts/{attempt.uid}/", wait_until="commit")
    question = of_type(page, attempt, "single choice")
    question.get_by_label("A sales club").check()
    of_type(page, attempt, "matching").get_by_label("Cluster").select_option(index=1)
    held[0].continue_()
    is_saved(question)
    is_saved(of_type(page, attempt, "matching"))
    assert stored(attempt, "single choice") == 0


def test_a_reload_shows_what_is_saved(player, attempt):
    of_type(player, attempt, "numeric").get_by_role("textbox").fill("12,5")
    of_type(player, attempt, "matching").get_by_label("Cluster").select_option(index=2)
    put_in_order(of_type(player, attempt, "ordering"))
    for type_name in ("numeric", "matching", "ordering"):
        is_saved(of_type(player, attempt, type_name))
    chosen = of_type(player, attempt, "matching").get_by_label("Cluster").input_value()
    player.reload()
    assert of_type(player, attempt, "numeric").get_by_role("textbox").input_value() == "12,5"
    matching = of_type(player, attempt, "matching").get_by_label("Cluster")
    assert matching.input_value() == chosen != ""
    items = of_type(player, attempt, "ordering").locator("[data-order] li")
    assert items.evaluate_all("all => all.map(each => each.dataset.text)") == ORDER


def test_a_second_window_is_told_and_nothing_is_lost(player, attempt):
    second = player.context.new_page()
    second.goto(player.url)
    mine, other = (of_type(each, attempt, "true or false") for each in (player, second))
    mine.get_by_label("True").check()
    is_saved(mine)
    other.get_by_label("False").check()
    state = other.locator("[data-save-state]")
    expect(state).to_contain_text("also answered in another window")
    player.bring_to_front()
    player.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(mine.locator("[data-save-state]")).to_contain_text("Answered in another window")
    expect(mine.get_by_label("False")).to_be_checked()
    expect(second.get_by_text("also open in another window")).to_be_visible()
    expect(player.get_by_text("also open in another window")).to_be_hidden()
    log = [(step.kind, step.response) for step in attempt.steps.all()]
    assert log[2:] == [("answered", "True"), ("answered", "False")]
    assert [kind for kind, _response in log[:2]] == ["opened", "opened"]


def test_who_was_signed_out_is_told_and_keeps_the_answer(player, attempt):
    cookies = player.context.cookies()
    player.context.clear_cookies()
    question = of_type(player, attempt, "true or false")
    question.get_by_label("True").check()
    expect(question.locator("[data-save-state]")).to_contain_text("you have been signed out")
    assert stored(attempt, "true or false") is None
    player.context.add_cookies(cookies)
    is_saved(question)
    assert stored(attempt, "true or false") == "True"


def test_an_unclear_answer_is_said_and_stops_handing_in(player, attempt):
    question = of_type(player, attempt, "numeric")
    question.get_by_role("textbox").fill("many")
    expect(question.locator("[data-save-state]")).to_contain_text("Type a number")
    player.get_by_role("button", name="Hand in the test").click()
    expect(player.get_by_text("Some answers are not saved")).to_be_visible()
    question.get_by_role("textbox").fill("7")
    is_saved(question)
    player.get_by_role("button", name="Hand in the test").click()
    expect(player.get_by_text("7 questions are not answered")).to_be_visible()
    player.get_by_role("link", name="Back to the test").click()
    assert of_type(player, attempt, "numeric").get_by_role("textbox").input_value() == "7"


def test_when_the_time_is_over_the_page_hands_in(player, attempt):
    of_type(player, attempt, "true or false").get_by_label("True").check()
    is_saved(of_type(player, attempt, "true or false"))
    type(attempt).objects.filter(pk=attempt.pk).update(deadline_at=timezone.now())
    player.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(player.get_by_text("Not passed this time")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline_at


def test_everything_works_without_the_script(browser, live_server, page, attempt):
    cookies = page.context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=cookies, viewport=DESK)
    page = plain.new_page()
    page.goto(f"{live_server.url}/learn/attempts/{attempt.uid}/")
    of_type(page, attempt, "single choice").get_by_label("A service network").check()
    of_type(page, attempt, "true or false").get_by_label("True").check()
    ordering = of_type(page, attempt, "ordering")
    for place, text in enumerate(ORDER, start=1):
        ordering.get_by_label(f"Place of: {text}").select_option(str(place))
    of_type(page, attempt, "numeric").get_by_role("textbox").fill("86753.09")
    page.get_by_role("button", name="Save all answers").click()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    assert stored(attempt, "ordering") == [0, 1, 2, 3]
    of_type(page, attempt, "numeric").get_by_role("textbox").fill("a lot")
    page.get_by_role("button", name="Hand in the test").click()
    expect(page.get_by_text(re.compile("Type a number"))).to_be_visible()
    of_type(page, attempt, "numeric").get_by_role("textbox").fill("86753.09")
    page.get_by_role("button", name="Hand in the test").click()
    expect(page.get_by_text("4 questions are not answered")).to_be_visible()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_role("heading", name="Full test")).to_be_visible()
    assert Result.objects.get(attempt=attempt).points == 4
    plain.close()


def test_an_open_answer_is_marked_against_its_rubric(
    player, live_server, attempt, sign_in, accessible
):
    answer_everything(player, attempt)
    is_saved(of_type(player, attempt, "open answer"))
    player.get_by_role("button", name="Hand in the test").click()
    player.get_by_role("button", name="Hand in now").click()
    player.context.clear_cookies()
    sign_in(PersonFactory(roles=["administrator"]))
    player.goto(f"{live_server.url}/marking/")
    accessible(player)
    player.get_by_role("button", name="Take, line 1").click()
    accessible(player)
    player.get_by_role("group", name="Specific").get_by_label("2").check()
    player.get_by_role("group", name="A real link").get_by_label("1").check()
    player.get_by_label("Comment for the learner").fill("Name who would lose what.")
    player.get_by_role("button", name="Record the mark").click()
    expect(player.get_by_text("Your mark is recorded.")).to_be_visible()
    mark = attempt.questions.get(version__type="open answer").marks.get()
    assert (mark.explanation["criteria"], str(mark.points)) == ([2, 1], "1.2000")
