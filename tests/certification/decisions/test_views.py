"""Decisions are read by those who decide and audit, and one's own by oneself."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from certification.decisions.models import Decision
from certification.decisions.views import FACTS
from certification.schemes.models import Scheme
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.courses import enrolment, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    place = enrolment(programme=programme_page())
    passed(place)
    return grant(place)


@pytest.mark.parametrize("role", ["officer", "administrator", "auditor"])
def test_officers_administrators_and_auditors_see_all(client_of, decision, role):
    client = client_of(roles=[role])
    assert str(decision.person) in client.get(reverse("decisions:list")).content.decode()
    page = client.get(reverse("decisions:detail", args=[decision.pk])).content.decode()
    assert decision.evidence.get().sha256 in page


def test_others_see_only_their_own(client_of, decision):
    url = reverse("decisions:detail", args=[decision.pk])
    assert client_of(decision.person).get(url).status_code == 200
    assert client_of(PersonFactory()).get(url).status_code == 404
    assert client_of(PersonFactory()).get(reverse("decisions:list")).status_code == 403


@pytest.mark.parametrize("count", [10, 1000])
def test_the_list_needs_the_same_queries_whatever_its_length(
    client_of, decision, count, django_assert_num_queries
):
    Decision.objects.bulk_create(
        Decision(
            person=decision.person,
            certificate_type=decision.certificate_type,
            type_code=decision.type_code,
            scheme_code=decision.scheme_code,
            scope=f"M1-{number}",
            enrolment=decision.enrolment,
            outcome=Decision.Outcome.GRANTED,
            rule=decision.rule,
            decided_at=decision.decided_at,
        )
        for number in range(count)
    )
    client = client_of(roles=["auditor"])
    with django_assert_num_queries(7):  # two for the auditor: the access, and the line of the log
        page = client.get(reverse("decisions:list"))
    assert len(page.context["page"]) == min(count + 1, 50)


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/Madrid", "1 Jan 2026", "1 January 2026, 00:30"),
        ("America/Lima", "31 Dec 2025", "31 December 2025, 18:30"),
    ],
)
def test_r26_moments_are_told_in_the_schemes_zone(client_of, decision, zone, day, moment):
    Scheme.objects.update(zone=zone)
    at = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    Decision.objects.update(decided_at=at)
    decision.evidence.update(counted_from=at)
    client = client_of(roles=["auditor"])
    page = client.get(reverse("decisions:detail", args=[decision.pk])).content.decode()
    assert page.count(moment) == 2
    assert page.count(f"({zone})") == 2
    assert f"<td>{day}</td>" in client.get(reverse("decisions:list")).content.decode()


def test_the_evidence_is_read_in_words(client_of, decision):
    page = client_of(roles=["auditor"]).get(reverse("decisions:detail", args=[decision.pk]))
    facts = decision.evidence.get().facts
    assert [label for label, _ in page.context["evidence"][0][1]] == [FACTS[key] for key in facts]
    assert "attempt_number" not in page.content.decode()
