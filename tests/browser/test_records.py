"""An administrator takes past trainings from a file, and sends the evidence that was missing."""

import csv

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification.records.rules import COLUMNS
from lms.journal import outbox
from tests.factories.people import PersonFactory
from tests.factories.records import row

pytestmark = pytest.mark.browser
FILES = reverse("records:files")


def test_a_file_is_looked_at_taken_and_evidenced(page, live_server, sign_in, looks_right, tmp_path):
    sign_in(PersonFactory(email="a@example.org", roles=["administrator"]))
    file = tmp_path / "trainings-2013.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS)
        writer.writeheader()
        writer.writerows([row(), row(person_id="bo", project="P9"), row(person_id="cem", role="x")])
    page.goto(live_server.url + FILES)
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the file").press("Enter")
    page.wait_for_url("**/records/*-*/")
    address = page.url.removeprefix(live_server.url)
    outbox.deliver_due()
    looks_right({"records-looked-at": address})
    page.get_by_role("button", name="Take 2 rows").click()
    outbox.deliver_due()
    expect(page.get_by_text("Every row without a mistake is on record")).to_be_visible()
    looks_right({"records-taken": address, "records-files": FILES})
    evidence = tmp_path / "list.pdf"
    evidence.write_bytes(b"signed")
    page.get_by_label("Files of evidence").set_input_files(evidence)
    page.get_by_role("button", name="Keep them").click()
    expect(page.get_by_text("2 records have their evidence now.")).to_be_visible()
