"""Completing lessons in a real browser: in place with a script, by a plain form without one."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.catalogue.models import LessonPage
from courses.progress.models import LessonEntry
from tests.factories.courses import enrolment, modules_of, programme_page

pytestmark = pytest.mark.browser
BUTTON = "I have completed this lesson"


@pytest.fixture
def programme(live_server):
    return programme_page(modules=1, lessons=2)


@pytest.fixture
def lessons(programme):
    return list(LessonPage.objects.descendant_of(programme).order_by("path"))


@pytest.fixture
def place(programme, sign_in):
    place = enrolment(programme=programme)
    sign_in(place.person)
    return place


@pytest.fixture
def address(live_server):
    def address(lesson) -> str:
        return live_server.url + reverse("progress:lesson", args=[lesson.pk])

    return address


@pytest.fixture
def plain(browser, page, place):
    """A page of the same reader in a browser that runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    yield context.new_page()
    context.close()


def completed() -> int:
    return LessonEntry.objects.filter(kind="completed").count()


def test_completion_is_noted_in_place_and_the_focus_goes_on(page, place, lessons, address):
    page.goto(address(lessons[0]))
    page.evaluate("window.isTheSamePage = true")
    page.get_by_role("button", name=BUTTON).click()
    way_on = page.get_by_role("link", name=f"Next: {lessons[1].title}")
    expect(way_on).to_be_focused()
    expect(page.locator("#outline")).to_contain_text("Lessons completed: 1 of 2")
    expect(page.locator("#outline .step.done")).to_have_count(1)
    assert page.evaluate("window.isTheSamePage")
    assert completed() == 1
    way_on.press("Enter")
    page.wait_for_url(address(lessons[1]))


def test_after_the_last_lesson_the_way_leads_to_the_test(
    page, place, programme, lessons, address, accessible
):
    for lesson in lessons:
        page.goto(address(lesson))
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_text("You have completed this lesson")).to_be_visible()
    accessible(page)
    code = modules_of(programme)[0].code
    page.get_by_role("link", name=f"Go to the test of {code}").click()
    expect(page.get_by_role("heading", name="Next: a test")).to_be_visible()
    expect(page.get_by_role("link", name="Take the test")).to_be_in_viewport()


def test_a_lost_connection_is_told_and_the_second_try_is_noted(page, place, lessons, address):
    page.goto(address(lessons[0]))
    page.context.set_offline(True)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("This was not saved.")).to_be_visible()
    assert completed() == 0
    page.context.set_offline(False)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("You have completed this lesson")).to_be_visible()
    assert completed() == 1


def test_when_the_session_has_ended_one_signs_in_and_comes_back(page, place, lessons, address):
    page.goto(address(lessons[0]))
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url(re.compile(r"/accounts/login/\?next=/learn/lessons/"))
    assert completed() == 0


def test_everything_works_without_a_script(plain, live_server, place, lessons, address):
    plain.goto(f"{live_server.url}/my/")
    plain.get_by_role("link", name="Begin").click()
    plain.get_by_role("button", name=BUTTON).click()
    expect(plain.get_by_text("1 of 2 lessons of M1 are completed.")).to_be_visible()
    plain.get_by_role("link", name=f"Next: {lessons[1].title}").click()
    plain.get_by_role("button", name=BUTTON).click()
    assert completed() == 2
    plain.get_by_role("link", name="Go to the test of M1").click()
    expect(plain.get_by_text("Lessons completed: 2 of 2").first).to_be_visible()


def test_a_newer_version_waits_until_it_is_asked_for(page, place, lessons, address):
    page.goto(address(lessons[0]))
    lesson = LessonPage.objects.get(pk=lessons[0].pk)
    lesson.body = [("rich_text", "<p>Wholly new words.</p>")]
    lesson.save_revision().publish()
    page.reload()
    expect(page.get_by_text("Wholly new words.")).to_be_hidden()
    page.get_by_role("button", name="Read the newer version").click()
    expect(page.get_by_text("Wholly new words.")).to_be_visible()
