"""An author brings a file of questions in, sees what is lost, and takes them out and in again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.assessments.actions import open_bank
from courses.assessments.models import QuestionVersion
from lms.people.actions import grant_access
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[1] / "courses" / "exchange" / "samples" / "clusters.gift"


@pytest.fixture
def admin(page, live_server, sign_in):
    open_bank(code="CL", title="Clusters", by=None, at=AT)
    author = PersonFactory()
    grant_access(person=author, role="author", by=None, at=AT)
    sign_in(author)
    page.goto(f"{live_server.url}/admin/questions/")
    return page


def open_import(page):
    page.get_by_role("link", name="Import", exact=True).click()


def send(page, file):
    page.get_by_label("Into the bank").select_option(label="CL Clusters")
    page.get_by_label("File", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="Show what would happen").click()


def test_a_gift_file_comes_in_with_its_losses_said_and_goes_out_and_in_unchanged(
    admin, accessible, tmp_path
):
    admin.goto(admin.url.replace("/questions/", "/question-files/import/"))
    accessible(admin)
    send(admin, SAMPLE)
    row = admin.get_by_role("row").filter(has_text="Which body supports a cluster?")
    expect(row).to_contain_text("with loss")
    expect(row).to_contain_text("“a ministry” earns 50 % there; here it is wrong.")
    accessible(admin)
    admin.get_by_role("button", name="Take the questions").click()
    expect(admin.get_by_text("Imported on")).to_be_visible()
    admin.get_by_role("link", name="To the questions of the bank").click()
    expect(admin.get_by_role("cell", name="Which body supports a cluster?")).to_be_visible()
    versions = QuestionVersion.objects.count()

    admin.goto(admin.url.split("/questions/")[0] + "/question-files/export/")
    admin.get_by_label("Bank").select_option(label="CL Clusters")
    admin.get_by_label("Format").select_option(label="GIFT")
    admin.get_by_role("button", name="Show what the file will hold").click()
    accessible(admin)
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Download").click()
    file = tmp_path / "again.gift"
    download.value.save_as(file)
    admin.goto(admin.url.split("/export/")[0] + "/import/")
    send(admin, file)
    expect(admin.locator("dl.counts div", has_text="unchanged")).to_contain_text(str(versions))
    expect(admin.locator("dl.counts div", has_text="new version")).to_contain_text("0")
    admin.get_by_role("button", name="Take the questions").click()
    expect(admin.get_by_text("Imported on")).to_be_visible()
    assert QuestionVersion.objects.count() == versions
