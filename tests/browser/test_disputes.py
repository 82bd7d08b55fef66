"""An administrator settles a dispute between two projects, and takes it back (R14)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification.records.models import TrainingRecord
from tests.factories import counts as make
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said

pytestmark = pytest.mark.browser
TOLD = datetime(2014, 1, 10, 12, tzinfo=UTC)
TRAINING = "Cluster management for regional agencies, Barcelona 2013, first week of two"


@pytest.fixture
def world():
    """Two projects claim a training of each of two people."""
    make.rules()
    for code in ("COSME-2013-CLUSTER-17", "ERASMUS-KA2-0042"):
        make.project(code, date(2012, 1, 1), date(2013, 12, 31))
        for number, name in enumerate(("Ana", "Bogdan")):
            moment = datetime(2013, 5, 1 + number + len(code), tzinfo=UTC).isoformat()
            row = said(
                project=code,
                person_id=name,
                given_name=name,
                delivery=TRAINING,
                result_confirmed_at=moment,
            )
            keep(row, at=TOLD + timedelta(days=number), is_evidenced=number == 0)
    return TrainingRecord.objects.earliest("pk")


def test_r14_a_dispute_is_settled_and_taken_back(page, live_server, sign_in, world, looks_right):
    sign_in(PersonFactory(roles=["administrator"]))
    page.goto(f"{live_server.url}{reverse('disputes:disputes')}")
    expect(page.get_by_text("2 trainings are disputed.")).to_be_visible()
    page.get_by_role("link", name="Ana Example").click()
    of_ana = {"dispute": reverse("disputes:dispute", args=[world.uid])}
    looks_right({"disputes": reverse("disputes:disputes")} | of_ana)
    page.goto(f"{live_server.url}{of_ana['dispute']}")
    page.get_by_label("ERASMUS-KA2-0042").check()
    page.get_by_label("Why?").fill("The agency paid for the place; COSME paid for the room only.")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("No other claim stands.")).to_be_visible()
    looks_right(
        {
            "settled_dispute": of_ana["dispute"],
            "settled": reverse("disputes:settled"),
            "who_counts": f"{reverse('counts:people')}?rule=programme&as_of=2014-12-31",
            "files": reverse("records:files"),
        }
    )
    page.goto(f"{live_server.url}{of_ana['dispute']}")
    page.get_by_role("textbox", name="Why?").fill("The room was free.")
    page.get_by_role("button", name="Take the refusals back").click()
    expect(page.get_by_text("1 claim stands again.")).to_be_visible()
    expect(page.get_by_text("Disputed.")).to_be_visible()
