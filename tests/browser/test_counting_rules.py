"""A rule composed and tried, and a figure by region, on a phone and at a desk."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.enrolment.models import Enrolment
from lms.people.actions import register_region
from tests.browser.conftest import picture
from tests.factories.counts import place, project, rules
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser
MOMENT = datetime(2013, 5, 5, 10, tzinfo=UTC)


def test_r11_r23_an_administrator_composes_a_rule_and_reads_figures_by_region(
    page, sign_in, looks_right, live_server, accessible
):
    programme, _rules = programme_page(modules=1, lessons=0), rules()
    payer = project("P1", date(2012, 1, 1), date(2014, 12, 31))
    for country, code, number in (("HU", "HU10", 4), ("FR", "FR24", 7), ("TR", "", 2)):
        region = code and register_region(code=code, nuts_version=2013, name=code, country=country)
        for each in range(number):
            seat = place(
                programme, country=country, project=payer if each else None, completed_at=MOMENT
            )
            Enrolment.objects.filter(pk=seat.pk).update(region=region or None)
    sign_in(PersonFactory(email="a@example.org", roles=["administrator"]))
    by_region = reverse("counts:regions") + "?nuts_version=2016"
    looks_right(
        {
            "trained": reverse("counts:trained"),
            "by-region": by_region,
            "rules": reverse("counts:rules"),
            "rule": reverse("counts:rule", args=["programme"]),
            "next-version": reverse("counts:next_version", args=["programme"]),
        }
    )

    page.goto(live_server.url + by_region + "&nuts_level=2")
    expect(page.get_by_role("row", name="Not attributable")).to_contain_text("4")
    page.get_by_label("Level", exact=True).select_option("1")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="HU1 Közép-Magyarország")).to_contain_text("4")

    page.goto(live_server.url + reverse("counts:next_version", args=["programme"]))
    page.get_by_label("only places that a project pays for").check()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("13 → 10", exact=True)).to_be_visible()
    expect(page.get_by_text("Would no longer count: 3")).to_be_visible()
    accessible(page)
    picture(page, "rule-tried")
    page.get_by_role("button", name="Make this version").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()
