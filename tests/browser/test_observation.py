"""An observation on a tablet with a bad connection, and what a team and its tutor see."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.fieldwork.actions import hand_in
from tests.factories.courses import AT
from tests.factories.fieldwork import observation, team_of

pytestmark = pytest.mark.browser


def test_what_is_chosen_without_a_connection_is_sent_when_it_is_back(
    page, live_server, sign_in, accessible
):
    form = observation()
    sign_in(form.observer)
    page.set_viewport_size({"width": 820, "height": 1100})
    page.goto(live_server.url + reverse("observations:observation", args=[form.uid]))
    accessible(page)
    state = page.locator("[data-state]")
    page.get_by_label("3 Met").first.check()
    expect(state).to_have_text("Saved.")
    page.context.set_offline(True)
    page.get_by_label("4 Strong").nth(1).check()
    expect(state).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(state).to_have_text("Saved.")
    form.refresh_from_db()
    assert (form.levels, form.version) == ({"O1": 3, "O2": 4}, 2)
    page.get_by_role("button", name="Save and sign").click()
    expect(page.get_by_text("waits for the person observed")).to_be_visible()


def test_the_tutor_returns_what_a_team_handed_in(page, live_server, sign_in, accessible):
    tutor = observation().observer
    team = team_of(tutor=tutor)
    member = team.members.first().enrolment.person
    hand_in(milestone=team.milestones.first(), text="Our analysis", files=[], by=member, at=AT)
    sign_in(tutor)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("fieldwork:mine"))
    accessible(page)
    page.get_by_role("link", name="Olive oil of the region", exact=True).click()
    accessible(page)
    page.get_by_role("link", name="1. Analysis").click()
    accessible(page)
    page.get_by_label("I want to").select_option("returned")
    page.get_by_label("Words").fill("Name the buyers")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("returned by the tutor")).to_be_visible()
