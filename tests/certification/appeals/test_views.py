"""Making an appeal, seeing where it stands, and deciding it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certification.appeals.models import Appeal, AppealDecision
from certification.decisions.actions import decide_application
from certification.decisions.models import Decision
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


def refused(case, by=None, at=None) -> Decision:
    return decide_application(
        application=case.application(),
        outcome="refused",
        reasons="Not yet.",
        by=by or officer(),
        at=at or timezone.now(),
    )


def appealed(client_of, decision) -> Appeal:
    url = reverse("appeals:against_decision", args=[decision.pk])
    client_of(decision.person).post(url, {"reason": "It is all there."})
    return Appeal.objects.get(decision=decision)


def post(client, name, appeal, **sent):
    return client.post(reverse(f"appeals:{name}", args=[appeal.uid]), sent)


def test_r50_the_candidate_appeals_on_the_page_of_the_refusal(client_of, case):
    decision = refused(case)
    url = reverse("appeals:against_decision", args=[decision.pk])
    assert client_of(PersonFactory()).get(url).status_code == 404
    client = client_of(decision.person)
    assert "Not yet." in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    page = client.post(url, {"reason": "It is all there."}, follow=True).content.decode()
    assert "It is being looked at" in page
    assert "Who may decide" not in page
    assert client.get(url).url == reverse("appeals:appeal", args=[Appeal.objects.get().uid])


def test_r50_after_the_period_there_is_no_form(client_of, case):
    decision = refused(case, at=AT)
    Decision.objects.update(decided_at=AT.replace(year=2020))
    url = reverse("appeals:against_decision", args=[decision.pk])
    client = client_of(decision.person)
    assert "that time is over" in client.get(url).content.decode()
    assert client.post(url, {"reason": "Late."}).status_code == 422


def test_a_grant_is_not_appealed_against(client_of, case):
    decision = decide_application(
        application=case.application(), outcome="granted", reasons="", by=officer(), at=AT
    )
    url = reverse("appeals:against_decision", args=[decision.pk])
    assert client_of(decision.person).get(url).status_code == 404


def test_r50_who_decided_sees_why_they_may_not_and_another_upholds(client_of, case):
    first = officer()
    appeal, other = appealed(client_of, refused(case, first)), officer()
    url = reverse("appeals:appeal", args=[appeal.uid])
    page = client_of(first).get(url).content.decode()
    assert "had a part in what is appealed against" in page
    assert "You may not decide this" in page
    assert (
        post(client_of(first), "decide", appeal, outcome="upheld", reasons="x").status_code == 422
    )
    assert AppealDecision.objects.count() == 0
    post(client_of(other), "decide", appeal, outcome="upheld", reasons="It is there.")
    granted = AppealDecision.objects.get().granted
    page = client_of(appeal.person).get(url).content.decode()
    assert reverse("decisions:detail", args=[granted.pk]) in page
    assert str(other) not in page


def test_two_people_on_the_page(client_of):
    case = Case(deciders=2)
    one, two, three, four = officer(), officer(), officer(), officer()
    proposal = decide_application(
        application=case.application(), outcome="refused", reasons="No.", by=one, at=timezone.now()
    )
    client_of(two).post(reverse("decisions:confirm", args=[proposal.application.uid]))
    appeal = appealed(client_of, Decision.objects.get())
    post(client_of(three), "decide", appeal, outcome="dismissed", reasons="It stands.")
    post(client_of(four), "give_back", appeal, reasons="Say more.")
    url = reverse("appeals:appeal", args=[appeal.uid])
    assert "Say more." in client_of(three).get(url).content.decode()
    assert post(client_of(four), "confirm", appeal).status_code == 404
    post(client_of(three), "decide", appeal, outcome="dismissed", reasons="For this.")
    post(client_of(four), "confirm", appeal)
    assert AppealDecision.objects.get().confirmed_by == four


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_whatever_its_length(
    client_of, case, count, django_assert_num_queries
):
    for _ in range(count):
        appealed(client_of, refused(case))
    client = client_of(officer())
    with django_assert_num_queries(25):
        page = client.get(reverse("appeals:list"))
    assert len(page.context["rows"]) == count
