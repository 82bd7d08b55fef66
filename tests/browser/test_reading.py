"""Reading in a real browser: on a phone, without a script, in both colours."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.catalogue.curriculum.actions import publish_curriculum
from courses.catalogue.curriculum.reading import read_curriculum
from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.deliveries.actions import give_teaching_authority
from tests.factories.courses import AT, enrolment
from tests.factories.curriculum import write_curriculum
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def programme(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = write_curriculum(tmp_path / "curriculum")
    publish_curriculum(curriculum=read_curriculum(folder), by=None, at=AT)
    return ProgrammePage.objects.get()


@pytest.fixture
def learner(programme, sign_in):
    person = enrolment(programme=programme).person
    sign_in(person)
    return person


def address_of(slug: str) -> str:
    return reverse("progress:lesson", args=[LessonPage.objects.get(slug=slug).pk])


def test_the_second_part_of_a_case_waits_until_it_is_opened(page, live_server, learner):
    page.goto(live_server.url + address_of("town"))
    expect(page.get_by_text("The drums are empty.")).to_be_visible()
    expect(page.get_by_text("Two proposals.")).to_be_hidden()
    page.get_by_text("Part B: After").click()
    expect(page.get_by_text("Two proposals.")).to_be_visible()


def test_a_case_opens_without_a_script(browser, page, live_server, learner):
    state = page.context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=state)
    reader = plain.new_page()
    reader.goto(live_server.url + address_of("town"))
    reader.get_by_text("Part B: After").click()
    expect(reader.get_by_text("Two proposals.")).to_be_visible()
    plain.close()


def test_every_page_of_the_catalogue_is_accessible_and_fits_a_phone(
    learner, programme, looks_right
):
    looks_right(
        {
            "programme": programme.url,
            "module": ModulePage.objects.get().url,
            "lesson": address_of("terms"),
            "case": address_of("town"),
        }
    )


def test_the_figure_is_shown_with_its_words(page, live_server, learner):
    page.goto(live_server.url + address_of("terms"))
    picture = page.get_by_role("img", name="Two boxes")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_text("The picture in words").click()
    expect(page.get_by_text("Left, right.")).to_be_visible()


def test_a_teaching_note_is_accessible_to_those_who_teach(
    page, live_server, programme, sign_in, accessible
):
    person = PersonFactory()
    give_teaching_authority(
        person=person, programme=programme, source="test", valid_from=AT.date(), by=None, at=AT
    )
    sign_in(person)
    page.goto(live_server.url + address_of("town"))
    page.get_by_role("link", name="Teaching note").click()
    expect(page.get_by_text("The answer is the buyer.")).to_be_visible()
    accessible(page)
