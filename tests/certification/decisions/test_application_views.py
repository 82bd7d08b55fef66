"""Applying, the queue, and what is done on the page of an application."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certification.decisions.models import Application, Decision, Proposal
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


def page_of(application) -> str:
    return reverse("decisions:application", args=[application.uid])


def post(client, name, application, **sent):
    return client.post(reverse(f"decisions:{name}", args=[application.uid]), sent)


def test_a_candidate_applies_and_sees_what_is_missing(client_of, case):
    client = client_of()
    value = f"{case.certificate_type.pk}:{case.scope}"
    url = reverse("decisions:apply")
    assert f'value="{value}" selected' in client.get(url, {"certificate": value}).content.decode()
    answer = client.post(url, {"certificate": value}, follow=True)
    page = answer.content.decode()
    assert "Something is missing" in page
    assert "Withdraw the application" in page
    assert "Who may decide" not in page
    assert client.post(url, {"certificate": "7:other"}).status_code == 422
    mine = client.get(reverse("decisions:mine")).content.decode()
    assert "Associate Trainer" in mine
    assert "something is missing" in mine


def test_an_officer_applies_for_somebody(client_of, case):
    candidate, client = PersonFactory(), client_of(officer())
    sent = {"certificate": f"{case.certificate_type.pk}:{case.scope}", "person": candidate.email}
    client.post(reverse("decisions:apply"), sent)
    assert Application.objects.get().person == candidate


def test_an_application_is_its_candidates_and_the_officers(client_of, case):
    application = case.application()
    assert client_of(PersonFactory()).get(page_of(application)).status_code == 404
    assert client_of(application.person).get(page_of(application)).status_code == 200
    assert client_of(roles=["auditor"]).get(page_of(application)).status_code == 200


def test_the_candidate_withdraws_and_nobody_else(client_of, case):
    application, other = case.application(), officer()
    assert post(client_of(other), "withdraw", application).status_code == 404
    post(client_of(application.person), "withdraw", application)
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_r48_the_page_says_who_may_decide_and_who_may_not_and_why(client_of, case):
    application, tied, free = case.application(), officer(), officer()
    Past(case.programme).observed(tied, application.person, timezone.now())
    page = client_of(tied).get(page_of(application)).content.decode()
    assert page.count("observed their teaching") == 2
    assert "You may not decide this" in page
    assert "Propose the decision" not in page
    answer = post(client_of(tied), "decide", application, outcome="granted", reasons="")
    assert answer.status_code == 422
    assert Decision.objects.count() == 0
    assert (
        "You may not decide this" not in client_of(free).get(page_of(application)).content.decode()
    )


def test_an_officer_grants(client_of, case):
    application, client = case.application(), client_of(officer())
    answer = post(client, "decide", application, outcome="granted", reasons="")
    decision = Decision.objects.get()
    assert answer.url == reverse("decisions:detail", args=[decision.pk])
    assert decision.evidence.get().sha256 in client.get(answer.url).content.decode()


def test_r50_a_refusal_without_reasons_is_not_taken(client_of, case):
    application, client = case.application(), client_of(officer())
    answer = post(client, "decide", application, outcome="refused", reasons=" ")
    assert answer.status_code == 422
    assert "Write the reasons" in answer.content.decode()
    post(client, "decide", application, outcome="refused", reasons="Marks are under review.")
    url = reverse("decisions:detail", args=[Decision.objects.get().pk])
    page = client_of(application.person).get(url).content.decode()
    assert "Marks are under review." in page
    assert reverse("appeals:against_decision", args=[Decision.objects.get().pk]) in page


def test_r47_an_incomplete_file_is_not_granted_on_the_page(client_of, case):
    application, client = case.application(is_complete=False), client_of(officer())
    answer = post(client, "decide", application, outcome="granted", reasons="")
    assert "Not everything is met" in answer.content.decode()


def test_two_people_propose_return_and_confirm(client_of):
    case = Case(deciders=2)
    application, one, two = case.application(), officer(), officer()
    post(client_of(one), "decide", application, outcome="granted", reasons="")
    page = client_of(one).get(page_of(application)).content.decode()
    assert "has proposed it; a second person confirms" in page
    assert "Take the proposal back" in page
    assert post(client_of(two), "give_back", application, reasons="").status_code == 422
    post(client_of(two), "give_back", application, reasons="Look at the mark again.")
    assert "Look at the mark again." in client_of(one).get(page_of(application)).content.decode()
    assert post(client_of(two), "confirm", application).status_code == 404
    post(client_of(two), "decide", application, outcome="granted", reasons="")
    post(client_of(one), "confirm", application)
    assert Decision.objects.get().confirmed_by == one
    assert Proposal.objects.count() == 2


def test_r48_an_administrator_names_somebody_from_outside(client_of, case):
    application, outsider = case.application(), PersonFactory()
    administrator = PersonFactory(roles=["administrator"])
    Past(case.programme).observed(administrator, application.person, timezone.now())
    client = client_of(administrator)
    assert "somebody from outside is needed" in client.get(page_of(application)).content.decode()
    assert post(client, "outside", application, person="nobody@example.org").status_code == 422
    post(client, "outside", application, person=outsider.email)
    page = client_of(outsider).get(page_of(application)).content.decode()
    assert "You may not decide this" not in page
    assert "Escalated" in page


def test_only_complete_files_are_in_the_queue_oldest_first(client_of, case):
    later = case.application(at=AT + timedelta(days=3))
    waiting = case.application(is_complete=False)
    first = case.application()
    client = client_of(officer())
    rows = client.get(reverse("decisions:queue")).context["rows"]
    assert [row.application for row in rows] == [first, later]
    page = client.get(reverse("decisions:incomplete"))
    assert list(page.context["page"]) == [waiting]
    assert "M1" in page.content.decode()


def test_the_queue_says_of_each_whether_i_may_decide_it(client_of, case):
    free, tied = case.application(), case.application()
    person = officer()
    Past(case.programme).observed(person, tied.person, timezone.now())
    rows = client_of(person).get(reverse("decisions:queue")).context["rows"]
    assert {row.application: row.against for row in rows} == {
        free: (),
        tied: ("observed their teaching",),
    }


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("queue", 23), ("incomplete", 7), ("mine", 5)])
def test_lists_need_the_same_queries_whatever_their_length(
    client_of, case, name, queries, count, django_assert_num_queries
):
    person = officer()
    for _ in range(count):
        application = case.application(is_complete=name != "incomplete")
        if name == "mine":
            Application.objects.filter(pk=application.pk).update(
                person=person, state="withdrawn", closed_at=AT
            )
    client = client_of(person)
    with django_assert_num_queries(queries):
        page = client.get(reverse(f"decisions:{name}"))
    assert len(page.context["page"]) == count
