"""Frozen reports in a browser: frozen from the figure, opened, compared; looked at on two screens."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lms.people.merging.actions import merge_people
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said
from tests.factories.reports import frozen, noon

pytestmark = pytest.mark.browser


@pytest.fixture
def history():
    """Seven people: later one is withdrawn, one moved, one's evidence arrives, and two are one."""
    rule = make.rules()["programme"]
    make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    programme = programme_page(modules=1, lessons=0)
    places = [
        make.place(
            programme,
            person=PersonFactory(first_name=first, last_name=last),
            country=country,
            completed_at=noon("2013-05-05"),
        )
        for first, last, country in (
            ("Ana", "Álvarez", "ES"),
            ("Bo", "Berg", "SE"),
            ("Çelik", "Demir", "TR"),
            ("Celik", "Demirel", "TR"),
        )
    ]
    keep(
        said(),
        said(person_id="dora", given_name="Dora", family_name="Doukas"),
        at=noon("2014-01-10"),
    )
    late = said(
        person_id="elif",
        given_name="Elif",
        family_name="Aydın",
        country="TR",
        nuts_code="",
        nuts_version="",
    )
    keep(late, at=noon("2014-01-10"), is_evidenced=False)
    report = frozen(rule, title="Interim report 2013", has_files=True)
    keep(late, at=noon("2014-03-01"))
    keep(said(country="HU", nuts_code="HU10"), at=noon("2014-03-05"))
    make.withdraw_completion(places[0], on=date(2014, 4, 1))
    merge_people(
        absorbed=places[3].person,
        kept=places[2].person,
        reason="The same mobile number.",
        by=PersonFactory(roles=["administrator"]),
        at=noon("2014-05-02"),
    )
    make.place(
        programme,
        person=PersonFactory(first_name="Finn", last_name="Madsen"),
        country="DK",
        completed_at=noon("2014-06-01"),
    )
    return rule, report


def test_r28_freeze_the_figure_take_the_file_and_see_what_is_different(
    page, live_server, sign_in, history, deliver_all
):
    sign_in(PersonFactory(roles=["administrator"]))
    page.goto(live_server.url + reverse("counts:trained") + "?as_of=2014-12-31")
    page.get_by_role("link", name="Freeze this figure").click()
    expect(page.get_by_label("Continues")).to_contain_text("Interim report 2013, as of")
    page.get_by_label("Title").fill("Report 2014")
    page.get_by_label("Purpose").fill("For the final payment.")
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("heading", name="Report 2014")).to_be_visible()
    deliver_all()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("“Interim report 2013” said")).to_be_visible()
    checksum = page.locator("code.breakable").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take as JSON").click()
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == checksum

    page.get_by_role("link", name="Interim report 2013").click()
    page.get_by_role("link", name="What is different now, and why").click()

    expect(page.get_by_role("row", name="Ana Álvarez")).to_contain_text(
        "withdrawn from 1 April 2014"
    )
    expect(page.get_by_role("row", name="Elif Aydın")).to_contain_text(
        "evidence arrived on 1 March"
    )
    expect(page.get_by_role("row", name="Ana Example")).to_contain_text("country: AT → HU")
    expect(page.get_by_role("row", name="Celik Demirel")).to_contain_text(
        "Counted once with Çelik Demir since the two were found to be one person on 2 May 2014."
    )
    expect(page.get_by_role("row", name="Celik Demirel")).to_contain_text(
        "One unit stands for both"
    )
    expect(page.get_by_text("explain the figures")).to_be_visible()


def test_frozen_reports_look_right(live_server, sign_in, looks_right, history):
    rule, report = history
    frozen(
        rule,
        title="Interim report 2014",
        as_of="2014-12-31",
        at="2015-01-10",
        continues=report,
        has_files=True,
    )
    follower = report.followers.get()
    sign_in(PersonFactory(roles=["administrator"]))
    looks_right(
        {
            "reports": reverse("reports:reports"),
            "report-freeze": reverse("reports:freeze") + "?as_of=2014-12-31",
            "report": reverse("reports:report", args=[follower.uid]),
            "report-differences": reverse("reports:differences", args=[report.uid]),
            "trained-then": reverse("counts:trained") + "?as_of=2014-12-31&known_at=2014-02-01",
            "not-counted-merged": reverse("counts:not_counted") + "?as_of=2014-12-31",
            "people-then": reverse("counts:people") + "?as_of=2014-12-31&known_at=2014-02-01",
        }
    )
