"""An administrator writes the next version of a scheme, sees whom it would cost, and publishes it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification.drafts import preview_views
from certification.drafts.actions import previewing
from certification.drafts.models import SchemeDraft
from tests.factories.drafts import Rung, administrator

pytestmark = pytest.mark.browser


def test_the_next_version_is_written_tried_on_people_and_published(
    page, live_server, sign_in, looks_right, deliver_all, monkeypatch
):
    for module in (previewing, preview_views):  # so that these few people are many
        monkeypatch.setattr(module, "STEP", 5)
    rung = Rung()
    trainers = [rung.trainer(completers) for completers in (2, 2, 5)]
    sign_in(administrator(email="admin@example.org"))
    page.goto(live_server.url + reverse("schemes:scheme", args=[rung.scheme.pk]))
    page.get_by_role("button", name="Begin the next version").click()
    page.get_by_label("Valid from").fill("2099-01-01")
    page.get_by_role("link", name="Leader").click()
    page.get_by_label("Completed by at least").first.fill("four")
    page.get_by_label("Add a requirement", exact=True).select_option("any")
    page.get_by_role("button", name="Add a requirement: Add it").click()
    page.get_by_label("Add a part", exact=True).select_option("observation_met")
    page.get_by_role("button", name="Add a part: Add it").click()
    draft = SchemeDraft.objects.get()
    places = {
        name: reverse(f"schemes:{name}", args=[draft.pk])
        for name in ("draft", "preview", "publish", "discard")
    }
    places["type"] = reverse("schemes:type", args=[draft.pk, 0])
    looks_right({"scheme-mistaken": places["type"], "scheme-draft": places["draft"]})
    page.goto(live_server.url + places["type"])
    expect(page.locator("#r0")).to_contain_text("“completers” must be a whole number")
    page.get_by_label("Completed by at least").first.fill("4")
    page.get_by_role("button", name="Take away: one of these").click()
    page.get_by_role("button", name="Save, and back to the version").click()
    page.get_by_label("Valid from").fill("2099-01-01")
    page.get_by_role("button", name="Save, and see who would still qualify").click()
    page.get_by_role("button", name="Look at everybody").click()
    expect(page.locator("#job")).to_contain_text("You can leave this page")
    deliver_all()
    expect(page.locator("#job h2")).to_contain_text("these 2 would no longer qualify")
    for trainer in trainers[:2]:
        expect(page.get_by_role("link", name=str(trainer))).to_be_visible()
    looks_right(
        {f"scheme-{name}": address for name, address in places.items()}
        | {"schemes": reverse("schemes:index")}
    )
    page.goto(live_server.url + places["publish"])
    page.get_by_role("button", name="Publish this version").click()
    expect(page).to_have_url(re.compile(rf"/schemes/{rung.scheme.pk}/$"))
    assert rung.scheme.versions.count() == 2
    looks_right({"scheme": reverse("schemes:scheme", args=[rung.scheme.pk])})
