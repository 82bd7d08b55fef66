"""Decisions are read by those who decide and audit, and one's own by oneself."""

import pytest
from django.urls import reverse

from certification.decisions.models import Decision
from tests.certification.decisions.test_actions import grant, passed
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
    with django_assert_num_queries(5):
        page = client.get(reverse("decisions:list"))
    assert len(page.context["page"]) == min(count + 1, 50)
