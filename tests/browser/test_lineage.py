"""A person's line and a trainer's record in a real browser: picture, tables, keyboard."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.deliveries.models import TeachingAuthority
from tests.factories.courses import programme_page
from tests.factories.lineage import DAY, closed_training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


def named(*names: str):
    return [PersonFactory(first_name="Invented", last_name=name) for name in names]


def cascade(programme):
    """Faculty of five, two of them for most; graduates; managers of several countries' trainings."""
    faculty = named("Alder", "Birch", "Cedar", "Dogwood", "Elm-Featherstone")
    for each in faculty[:3]:
        TeachingAuthority.objects.create(
            person=each, programme=programme, source="founding faculty", valid_from=DAY
        )
    graduates = named("Fir", "Gorse", "Hazel", "Ivy")
    for each in graduates[:3]:
        TeachingAuthority.objects.create(
            person=each,
            programme=programme,
            source="Train-the-Trainers 2020",
            valid_from=DAY + timedelta(days=30),
            suspended_from=DAY + timedelta(days=700) if each == graduates[1] else None,
        )
    closed_training(
        programme,
        trainers=faculty,
        completed=graduates,
        kind="cohort",
        title="Cohort of 2020, in four cities",
    )
    own = PersonFactory(first_name="Invented", last_name="Juniper")
    for place, pair in enumerate((graduates[:2], graduates[2:3], graduates[3:])):
        closed_training(
            programme,
            trainers=pair,
            completed=[own, *[PersonFactory() for _ in range(12)]] if place < 2 else [],
            not_completed=[PersonFactory() for _ in range(3)],
            day=DAY + timedelta(days=200 + 100 * place),
            right="Train-the-Trainers 2020",
            title=f"Regional training {place + 1}",
        )
    closed_training(
        programme,
        trainers=[own],
        completed=[PersonFactory() for _ in range(7)],
        day=DAY + timedelta(days=600),
        title="Given at home",
    )
    return faculty, graduates, own


def test_a_line_and_a_record_are_read_on_a_phone_and_by_keyboard(
    page, live_server, sign_in, looks_right
):
    faculty, graduates, own = cascade(programme_page(with_tests=False))
    sign_in(own)
    page.goto(f"{live_server.url}{reverse('deliveries:deliveries')}")
    page.click("text=My lineage")
    page.wait_for_selector("h1:has-text('Invented Juniper')")
    assert page.locator(".lineage .node").count() == 7
    assert page.locator(".lineage a").count() == 0
    looks_right({"lineage-own": reverse("lineage:person", args=[own.public_id])})
    looks_right({"record-own": reverse("lineage:trainer", args=[own.public_id])})
    page.goto(f"{live_server.url}/accounts/logout/")
    page.click("main button[type=submit]")
    officer = PersonFactory(roles=["officer"])
    sign_in(officer)
    page.goto(f"{live_server.url}{reverse('lineage:scheme')}")
    page.fill("[name=q]", "Invented Juniper")
    page.keyboard.press("Enter")
    page.click("main li a:has-text('Invented Juniper')")
    page.wait_for_selector("h1:has-text('Invented Juniper')")
    page.locator(".lineage a", has_text="Fir").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Invented Fir')")
    page.click("#below-h ~ .table-scroll a >> nth=0")
    page.wait_for_selector("caption, th:has-text('Person')")
    looks_right(
        {
            "lineage-scheme": reverse("lineage:scheme"),
            "lineage-graduate": reverse("lineage:person", args=[graduates[0].public_id]),
            "lineage-faculty": reverse("lineage:person", args=[faculty[0].public_id]),
            "record-graduate": reverse("lineage:trainer", args=[graduates[1].public_id]),
            "record-faculty": reverse("lineage:trainer", args=[faculty[0].public_id]),
        }
    )
