"""Anybody reads the published roots, as a page, for a printer, and as JSON."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from lms.journal.actions import publish_roots, record_event, seal_events
from lms.journal.models import DailyRoot
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def days(request):
    person = PersonFactory()
    for day in range(request.param):
        at = NOON + timedelta(days=day)
        record_event(name="tests.happened", subject=person, by=None, at=at)
        seal_events(at=at)
    publish_roots(at=NOON + timedelta(days=request.param))
    return list(DailyRoot.objects.all())


@pytest.mark.parametrize("days", [0], indirect=True)
def test_without_roots_the_page_says_so(client, days):
    assert "No root is published yet" in client.get(reverse("roots")).content.decode()


@pytest.mark.parametrize("days", [1, 3], indirect=True)
def test_the_page_and_its_json_hold_every_root_in_two_queries(
    client, days, django_assert_num_queries
):
    with django_assert_num_queries(2):
        page = client.get(reverse("roots")).content.decode()
    assert all(each.root in page for each in days)
    said = client.get(reverse("roots"), {"format": "json"}).json()
    assert said["roots"] == [
        {"day": each.day.isoformat(), "seal": each.seal_id, "root": each.root} for each in days
    ]
    assert (said["page"], said["pages"]) == (1, 1)


@pytest.mark.parametrize("days", [1], indirect=True)
def test_a_day_has_a_page_of_its_own(client, days):
    page = client.get("/roots/2026-03-02/")
    assert days[0].root in page.content.decode()
    as_json = client.get("/roots/2026-03-02/", headers={"Accept": "application/json"})
    assert as_json.json()["root"] == days[0].root
    assert client.get("/roots/2026-03-03/").status_code == 404
    assert client.get("/roots/yesterday/").status_code == 404
