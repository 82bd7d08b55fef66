"""My data and its removal in a browser, looked at on two screens."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification.personal_data.actions import ask_for_erasure
from courses.deliveries.models import Project
from tests.factories.courses import AT
from tests.factories.people import PersonFactory
from tests.factories.personal_data import somebody_everywhere

pytestmark = pytest.mark.browser


def test_r57_my_data_is_told_copied_and_asked_to_be_removed(
    page, live_server, sign_in, looks_right, tmp_path, deliver_all
):
    person = somebody_everywhere(tmp_path, deliver_all, is_paid=False)
    sign_in(person)
    looks_right({"my-data": reverse("personal_data:mine")})
    page.goto(live_server.url + reverse("personal_data:mine"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Take a copy").click()
    assert download.value.suggested_filename == "my-data.zip"
    page.get_by_role("button", name="Ask to be removed").click()
    expect(page.get_by_text("You asked to be removed on")).to_be_visible()


def test_r58_removals_and_retention_look_right(
    page, live_server, sign_in, looks_right, tmp_path, deliver_all
):
    person = somebody_everywhere(tmp_path, deliver_all)
    ask_for_erasure(person=person, by=person, at=AT)
    by = PersonFactory(roles=["administrator"], first_name="Ada", last_name="Office")
    sign_in(by)
    project = Project.objects.get(code="P1")
    looks_right(
        {
            "removals": reverse("personal_data:requests"),
            "removal": reverse("personal_data:person", args=[person.public_id]),
            "retention": reverse("personal_data:retention"),
            "retention-files": reverse("personal_data:remove", args=["records"]),
            "retention-project": reverse("personal_data:project", args=[project.pk]),
        }
    )
    page.goto(live_server.url + reverse("personal_data:remove", args=["records"]))
    page.get_by_role("button", name="Remove them").click()
    expect(page.get_by_text("1 file is removed.")).to_be_visible()
