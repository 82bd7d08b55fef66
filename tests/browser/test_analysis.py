"""Item analysis, a regrade and a replay as an administrator sees them, on a phone and a desktop."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.analysis.actions import withdraw_result
from courses.attempts.models import Regrade
from lms.people.actions import grant_access
from tests.browser.conftest import picture
from tests.factories.analysis import sat_by_many, taken_assessment
from tests.factories.assessments import module_with
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def administrator(sign_in):
    person = PersonFactory()
    grant_access(person=person, role="administrator", by=None, at=AT)
    sign_in(person)
    return person


@pytest.fixture
def taken():
    assessment = taken_assessment(wrong_key=True)
    programme = module_with(assessment).get_parent().specific
    return assessment, sat_by_many(assessment, programme, 100)


def test_the_pages_fit_and_axe_finds_nothing(administrator, taken, looks_right):
    assessment, attempts = taken
    other = taken_assessment()
    sat_by_many(other, module_with(other).get_parent().specific, 12)
    withdraw_result(
        attempt=attempts[0],
        reason="Answers were passed on.",
        effective_on=AT.date(),
        by=administrator,
        at=AT,
    )
    versions = [question.current for question in assessment.bank.questions.order_by("code")]
    addresses = {
        "assessments": reverse("analysis:assessments"),
        "assessment": reverse("analysis:assessment", args=[assessment.code]),
        "few": reverse("analysis:assessment", args=[other.code]),
        "question": reverse("analysis:question", args=[assessment.code, versions[0].pk]),
        "wrong": reverse("analysis:question", args=[assessment.code, versions[4].pk]),
        "attempts": reverse("analysis:attempts", args=[assessment.code]),
        "regrade": reverse("analysis:regrade", args=[versions[0].pk]),
        "replay": reverse("analysis:replay", args=[attempts[0].uid]),
        "withdraw": reverse("analysis:withdraw", args=[attempts[1].uid]),
    }
    looks_right(addresses)


def test_a_wrong_key_is_found_previewed_and_regraded(
    page, live_server, administrator, taken, accessible
):
    assessment, _attempts = taken
    page.goto(live_server.url + reverse("analysis:assessments"))
    page.get_by_role("link", name="What is a cluster?").click()
    expect(page.get_by_text("check the key: the better do worse here").first).to_be_visible()
    question = assessment.bank.questions.order_by("code").first()
    page.get_by_role("link", name=f"{question.code}, version 1").click()
    page.get_by_role("link", name="The key is wrong: regrade").click()
    page.get_by_label("full points for everybody").check()
    page.get_by_label("What was wrong with the key").fill("The brochure is no reason.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    accessible(page)
    picture(page, "preview-desktop")
    assert not Regrade.objects.exists()
    page.get_by_role("button", name="Regrade now").click()
    expect(page.get_by_text("The question is regraded.")).to_be_visible()
    expect(page.get_by_role("heading", name="newly passed")).to_be_visible()
    accessible(page)
    picture(page, "run-desktop")
    assert Regrade.objects.get().reason == "The brochure is no reason."
