"""A trainer marks a list, also without a connection; a participant scans the code on the screen."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from courses.enrolment.models import AttendanceEntry
from tests.browser.conftest import PASSWORD, PHONE
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def lead():
    return trainer_of(programme_page())


@pytest.fixture
def session(lead):
    programme = lead.teaching_authorities.get().programme
    found = training(programme=programme, lead=lead).sessions.first()
    found.starts_at = timezone.now() - timedelta(minutes=5)
    found.save()
    return found


@pytest.fixture
def places(session):
    names = [("Ana", "Álvarez"), ("Bruno", "Berg")]
    return [
        participant(session.delivery, PersonFactory(first_name=first, last_name=last))
        for first, last in names
    ]


def stands(place) -> list[tuple]:
    return list(place.attendance.values_list("minutes", "is_excused", "source"))


def test_a_list_is_marked_by_tap_and_key_and_keeps_marks_without_a_connection(
    page, live_server, sign_in, accessible, session, lead, places
):
    ana, bruno = places
    sign_in(lead)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("attendance:list", args=[session.uid]))
    accessible(page)
    rows = page.locator(".mark-row")
    row = rows.filter(has_text="Bruno")
    rows.filter(has_text="Ana").get_by_label("60 min").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert stands(ana) == [(60, False, "trainer")]
    page.context.set_offline(True)
    row.get_by_label("Minutes of Bruno Berg").fill("25")
    page.keyboard.press("Tab")
    expect(page.locator("[data-state-line]")).to_contain_text("Kept in this browser")
    assert stands(bruno) == []
    page.context.set_offline(False)
    expect(row.locator("[data-standing]")).to_contain_text("25 min")
    assert stands(bruno) == [(25, False, "trainer")]
    row.get_by_label("Part").focus()
    page.keyboard.press("ArrowLeft")
    expect(row.locator("[data-standing]")).to_contain_text("excused")
    page.reload()
    assert AttendanceEntry.objects.count() == 3
    page.goto(live_server.url + reverse("attendance:lists", args=[session.delivery.uid]))
    accessible(page)


def test_r62_a_list_is_filled_in_from_disk_and_its_file_is_sent_twice(
    page, live_server, sign_in, accessible, session, lead, places, tmp_path
):
    sign_in(lead)
    page.set_viewport_size(PHONE)
    here = live_server.url + reverse("attendance:list", args=[session.uid])
    page.goto(here)
    page.get_by_text("Other ways to fill it in").click()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="List for offline").click()
    downloaded.value.save_as(tmp_path / "list.html")
    page.context.set_offline(True)
    page.goto((tmp_path / "list.html").as_uri())
    rows = page.locator("li")
    rows.filter(has_text="Ana").get_by_label("60 min").click()
    rows.filter(has_text="Bruno").get_by_label("Minutes").fill("40")
    page.keyboard.press("Tab")
    expect(page.locator("[data-state]")).to_contain_text("2")
    accessible(page)
    with page.expect_download() as made:
        page.get_by_role("button", name="Make the file").click()
    made.value.save_as(tmp_path / "list.json")
    page.context.set_offline(False)
    for _time in range(2):
        page.goto(live_server.url + reverse("attendance:pack", args=[session.uid]))
        page.set_input_files("[name=file]", tmp_path / "list.json")
        page.get_by_role("button", name="Send the file").click()
        expect(page.get_by_text("2 entries of the file are noted")).to_be_visible()
    assert [stands(place) for place in places] == [
        [(60, False, "session pack")],
        [(40, False, "session pack")],
    ]


def test_r62_a_participant_scans_the_code_from_another_browser_and_is_checked_in(
    page, browser, live_server, sign_in, accessible, session, lead, places
):
    person = places[0].person
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sign_in(lead)
    page.goto(live_server.url + reverse("attendance:screen", args=[session.uid]))
    accessible(page)
    expect(page.locator(".in")).to_contain_text("0 of 2 are in")
    drawn = Image.open(io.BytesIO(page.locator(".qr svg").screenshot()))
    (code,) = zxingcpp.read_barcodes(drawn)

    phone = browser.new_context(viewport=PHONE).new_page()
    phone.goto(code.text)
    phone.fill("[name=login]", person.email)
    phone.fill("[name=password]", PASSWORD)
    phone.click("main button[type=submit]")
    expect(phone.get_by_text("You are signed in as")).to_be_visible()
    accessible(phone)
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("You are checked in.")).to_be_visible()
    phone.context.close()

    assert stands(places[0]) == [(60, False, "check-in")]
    expect(page.locator(".in")).to_contain_text("1 of 2 are in")
