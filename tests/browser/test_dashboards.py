"""The dashboard of the scheme and the slide, on a phone and at a desk."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories.counts import place, rules
from tests.factories.courses import programme_page
from tests.factories.lineage import closed_training
from tests.factories.people import PersonFactory
from tests.factories.registers import accredited

pytestmark = pytest.mark.browser


def test_the_dashboard_and_the_slide_read_well(page, sign_in, looks_right):
    programme, now = programme_page(with_tests=False), datetime.now(UTC)
    rules()
    for country, number in (("AT", 7), ("ES", 12), ("TR", 3), ("DK", 1)):
        for each in range(number):
            role = "manager" if each % 3 else "instructor"
            moment = now - timedelta(days=40 * each + 1)
            place(programme, country=country, role=role, completed_at=moment)
    trainer = accredited(
        programme=programme, on=now.date() - timedelta(days=300), valid_months=12
    ).person
    closed_training(
        programme, trainers=[trainer], completed=[PersonFactory()], day=date(2026, 5, 5)
    )
    slide = reverse("dashboards:slide")
    looks_right({"slide-public": slide})
    sign_in(PersonFactory(email="a@example.org", roles=["administrator"]))
    looks_right({"dashboard": reverse("dashboards:scheme"), "slide": slide})
