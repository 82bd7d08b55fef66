"""A coordinator reads where the project stands, on a phone and at a desk."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certification.targets.actions import add_target
from courses.deliveries.actions import name_coordinator
from tests.factories.counts import place, project, rules
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training
from tests.factories.lineage import closed_training
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.browser
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def test_a_project_says_what_is_achieved_and_what_is_missing(page, sign_in, looks_right):
    rules()
    programme = programme_page(with_tests=False)
    grant = project("CIP-7", date(2026, 1, 1), date(2027, 12, 31))
    coordinator = PersonFactory(email="c@example.org", roles=["coordinator"])
    name_coordinator(project=grant, person=coordinator, by=None, at=AT)
    for number in range(3):
        closed_training(
            programme,
            trainers=[PersonFactory()],
            completed=[PersonFactory() for _ in range(5)],
            not_completed=[PersonFactory()],
            day=date(2026, 2, 1 + number),
        )
    for _each in range(5):
        place(
            programme,
            country="ES",
            project=grant,
            completed_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        )
    running = training(programme=programme, project=grant)
    for _each in range(4):
        participant(running, project=grant, organisation=OrganisationFactory(country="ES"))
    said = {"role": "manager", "by": None, "at": AT, "rule_code": "project", "project": grant}
    target = add_target(words="At least 12 managers from Spain", number=12, country="ES", **said)
    add_target(words="15 officers of agencies", number=15, **said)
    sign_in(coordinator)
    looks_right(
        {
            "project": reverse("targets:project", args=[grant.pk]),
            "target": reverse("targets:target", args=[grant.pk, target.uid]),
            "projects": reverse("targets:projects"),
        }
    )
