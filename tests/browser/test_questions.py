"""An author writes a question in the admin, previews it unsaved, and sees its versions."""

import pytest
from playwright.sync_api import expect

from courses.assessments.models import QuestionVersion
from lms.people.actions import grant_access
from tests.factories.assessments import full_assessment
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

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
