"""A completion asks the scheme that is valid on that day where the scheme is at home (R26)."""

import uuid
from datetime import UTC, datetime

import pytest

from certification.decisions.models import Decision
from certification.schemes.actions import install_scheme
from courses.attempts.actions import submit_attempt
from tests.factories.certification import scheme_data
from tests.factories.courses import answered_attempt, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # already 2026 in Madrid


@pytest.mark.parametrize(("zone", "number"), [("Europe/Madrid", 2), ("UTC", 1)])
def test_r26_granted_under_the_version_of_the_local_day(deliver_all, zone, number):
    programme = programme_page()
    data = scheme_data(programme, ["M1"], zone=zone)
    first = data["versions"][0] | {"valid_until": "2026-01-01"}
    second = data["versions"][0] | {"number": 2, "valid_from": "2026-01-01"}
    install_scheme(data=data | {"versions": [first, second]}, by=None, at=NEW_YEAR)
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0], at=NEW_YEAR)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=NEW_YEAR)
    deliver_all()
    rules = set(Decision.objects.values_list("rule", flat=True))
    assert rules == {
        f"{code}, {programme.code} version {number}"
        for code in ("module-certificate", "cluster-excellence-manager")
    }
