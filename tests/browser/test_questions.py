"""An author writes a question in the admin, previews it unsaved, and sees its versions."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.assessments.models import Question, QuestionVersion
from lms.people.actions import grant_access
from tests.browser.conftest import picture
from tests.factories.assessments import full_assessment
from tests.factories.courses import AT
from tests.factories.people import PersonFactory
from tests.factories.question_types import every_type_assessment

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(page, live_server, sign_in):
    author = PersonFactory()
    grant_access(person=author, role="author", by=None, at=AT)
    sign_in(author)
    page.goto(f"{live_server.url}/admin/questions/")
    return page


def test_an_author_writes_previews_saves_and_revises_a_question(admin):
    bank = full_assessment().bank
    admin.get_by_role("link", name="Add question").click()
    admin.get_by_role("link", name="Single choice").click()
    admin.get_by_label("Bank").select_option(label=str(bank))
    admin.get_by_label("Code").fill("NEW-1")
    admin.get_by_label("Question", exact=False).last.fill("Where is the cluster?")
    for number, text in enumerate(("Near by", "Far away")):
        admin.locator(f"[name=options-{number}-value-text]").fill(text)
    admin.locator("[name=options-0-value-right]").check()
    with admin.expect_popup() as opened:
        admin.locator("footer").get_by_role("button", name="More actions").or_(
            admin.locator("footer [data-w-dropdown-target=toggle]")
        ).first.click()
        admin.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.get_by_text("not saved yet")).to_be_visible()
    expect(preview.get_by_label("Near by")).to_be_visible()
    preview.close()
    assert not QuestionVersion.objects.filter(question__code="NEW-1").exists()

    admin.locator("footer").get_by_role("button", name="Create").click()
    expect(admin.get_by_text("“NEW-1” is saved: version 1.")).to_be_visible()
    admin.get_by_role("link", name="NEW-1").first.click()
    admin.locator("[name=options-1-value-text]").fill("Far, far away")
    admin.locator("footer").get_by_role("button", name="Save").click()
    expect(admin.get_by_text("“NEW-1” is saved: version 2.")).to_be_visible()
    admin.get_by_role("link", name="Versions").first.click()
    expect(admin.locator("ins")).to_contain_text("Far, far away")
    expect(admin.locator("del")).to_contain_text("Far away")


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_areas_of_a_hot_spot_are_drawn_or_given_in_numbers(admin, live_server):
    question = Question.objects.get(bank=every_type_assessment(("hot spot",)).bank)
    admin.goto(live_server.url + reverse("questions:edit", args=[question.pk]))
    drawing = admin.locator("[data-draw-areas] svg")
    expect(drawing.locator("[data-current]")).to_have_count(1)
    drawing.scroll_into_view_if_needed()
    drag(admin, drawing, (0.1, 0.2), (0.4, 0.7))
    expect(admin.locator("[name=areas-0-value-coords]")).to_have_value("10, 20, 30, 50")

    second = admin.get_by_role("group", name="Area to draw").get_by_role("button").nth(1)
    second.focus()
    admin.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_focused()
    picture(admin, "draw-areas")
    coords = admin.locator("[name=areas-1-value-coords]")
    coords.fill("60, 60, 25")
    expect(drawing.locator("[data-current]")).to_have_attribute("rx", "25")

    admin.locator("footer").get_by_role("button", name="Save").click()
    expect(admin.get_by_text("is saved: version 2.")).to_be_visible()
    areas = QuestionVersion.objects.get(question=question, number=2).content["areas"]
    assert areas[0]["coords"] == [10, 20, 30, 50]
    assert areas[1]["coords"] == [60, 60, 25]


def drag(page, target, start, end) -> None:
    """Press, move and let go; places are shares of the target's width and height."""
    box = target.bounding_box()
    for place, act in ((start, page.mouse.down), (end, page.mouse.up)):
        page.mouse.move(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
        act()
