"""The pages of evaluation: the form at its secret address, and who may read what came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.actions import name_coordinator, register_project
from courses.enrolment.queries import participants
from courses.evaluation.actions import answer_survey, ask_participants, plan_surveys
from courses.evaluation.models import PairedTest, Survey, SurveyAnswer
from tests.courses.evaluation.test_rules import FORM
from tests.factories.courses import AT, modules_of, true_or_false_assessment
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FORM_QUERIES, RESULT_QUERIES, PAGE_QUERIES = 1, 6, 19


@pytest.fixture
def lead():
    return PersonFactory()


@pytest.fixture
def delivery(lead):
    project = register_project(
        code="P1",
        title="Grant",
        starts_on=AT.date(),
        ends_on=AT.date(),
        zone="Europe/Madrid",
        by=None,
        at=AT,
    )
    return training(lead=lead, project=project, capacity=40)


@pytest.fixture
def survey(delivery):
    """Open since an hour."""
    plan_surveys(delivery=delivery, by=None, at=AT)
    found = delivery.surveys.get(occasion="reaction")
    now = timezone.now()
    found.form, found.due_at = FORM, now - timedelta(hours=1)
    found.closes_at = now + timedelta(days=14)
    found.save()
    return found


def ask(survey, people: int):
    for _ in range(people):
        participant(survey.delivery)
    return ask_participants(survey=survey, at=timezone.now())


def answer_all(invitations) -> None:
    now = timezone.now()
    for number, each in enumerate(invitations):
        answers = {"F1": str(1 + number % 5), "F2": f"I will meet firm {number:02}"}
        answer_survey(invitation=each, answers=answers, at=now, on=now.date())


def results_page(survey) -> str:
    return reverse("evaluation:results", args=[survey.pk])


def test_somebody_with_the_address_answers_without_signing_in(
    client, survey, django_assert_num_queries
):
    first, second = ask(survey, 2)
    address = reverse("survey", args=[first.token])
    with django_assert_num_queries(FORM_QUERIES):
        page = client.get(address).content.decode()
    assert "Your answers carry no name" in page
    refused = client.post(address, {"q-F1": "", "q-F2": " "})
    assert (refused.status_code, SurveyAnswer.objects.count()) == (422, 0)
    refused = client.post(address, {"q-F1": "9", "q-F2": "I will ask <more>"})
    assert "I will ask &lt;more&gt;</textarea>" in refused.content.decode()
    thanks = client.post(address, {"q-F1": "4", "q-F2": "I will ask"}, follow=True)
    assert "Thank you" in thanks.content.decode()
    assert client.post(address, {"q-F1": "1"}).status_code == 422
    assert [each.answers for each in SurveyAnswer.objects.all()] == [{"F1": 4, "F2": "I will ask"}]
    Survey.objects.update(due_at=AT, closes_at=AT + timedelta(days=1))
    other = reverse("survey", args=[second.token])
    assert "is over" in client.get(other).content.decode()
    assert client.post(other, {"q-F1": "1"}).status_code == 422
    assert client.get(reverse("survey", args=["x"])).status_code == 404


def test_who_may_read_results(client_of, delivery, survey, lead):
    answer_all(ask(survey, 5))
    coordinator = PersonFactory(roles=["coordinator"])
    name_coordinator(project=delivery.project, person=coordinator, by=lead, at=AT)
    member = participants(delivery).first().person
    for person, status in (
        (lead, 200),
        (coordinator, 200),
        (delivery.created_by, 200),
        (member, 404),
        (PersonFactory(), 404),
        (PersonFactory(roles=["auditor"]), 404),
    ):
        answer = client_of(person).get(results_page(survey))
        assert answer.status_code == status
        assert ("I will meet firm 03" in answer.content.decode()) is (status == 200)


def test_results_stay_hidden_under_five_and_until_the_end(client_of, survey, lead):
    invitations = ask(survey, 6)
    client = client_of(lead)
    answer_all(invitations[:4])
    page = client.get(results_page(survey)).content.decode()
    assert "4 of 6 have answered" in page
    assert "I will meet" not in page
    answer_all(invitations[4:5])
    assert "I will meet" not in client.get(results_page(survey)).content.decode()
    answer_all(invitations[5:])
    page = client.get(results_page(survey)).content.decode()
    assert "I will meet firm 03" in page
    assert '<strong class="mean">2.' in page


def test_fewer_than_five_are_never_shown(client_of, survey, lead):
    answer_all(ask(survey, 4))
    page = client_of(lead).get(results_page(survey)).content.decode()
    assert "Fewer than 5 people have answered" in page
    assert "I will meet" not in page


def test_texts_are_paged_and_queries_do_not_grow(
    client_of, survey, lead, django_assert_num_queries
):
    answer_all(ask(survey, 27))
    client = client_of(lead)
    with django_assert_num_queries(RESULT_QUERIES):
        first = client.get(results_page(survey)).content.decode()
    second = client.get(results_page(survey) + "?page=2").content.decode()
    assert (first.count("I will meet"), second.count("I will meet")) == (25, 2)


def test_a_participant_finds_what_is_asked_and_the_tests(
    client_of, delivery, survey, lead, django_assert_num_queries
):
    module = modules_of(delivery.programme)[0]
    module.practice = true_or_false_assessment(purpose="formative", attempts_max=9)
    module.save()
    page = reverse("evaluation:evaluation", args=[delivery.uid])
    choice = {"before": module.practice.pk, "after": module.practice.pk}
    pair = reverse("evaluation:pair", args=[delivery.uid])
    assert client_of(lead).post(pair, {"before": "0", "after": "0"}).status_code == 422
    assert client_of(lead).post(pair, choice).status_code == 302
    assert PairedTest.objects.get().before == module.practice
    (invitation,) = ask(survey, 1)
    place = invitation.enrolment
    client = client_of(place.person)
    assert client.post(pair, choice).status_code == 404
    shown = client.get(page).content.decode()
    assert reverse("survey", args=[invitation.token]) in shown
    start = f"{reverse('attempts:practice', args=[module.pk])}?enrolment={place.uid}"
    assert start in shown
    assert client.get(start).status_code == 200
    assert "Surveys</h2>" not in shown
    assert reverse("survey", args=[invitation.token]) in client.get("/my/").content.decode()
    client = client_of(lead)
    for _ in range(2):
        with django_assert_num_queries(PAGE_QUERIES):
            shown = client.get(page).content.decode()
        ask(survey, 3)
    assert reverse("survey", args=[invitation.token]) not in shown
    assert "0 of 4 have answered" in shown
    assert "The gain is shown as soon as 5 people" in shown


def test_who_runs_it_asks_after_a_single_session_too(client_of, delivery, lead):
    ask_after = reverse("evaluation:ask", args=[delivery.uid])
    session = delivery.sessions.first()
    client = client_of(lead)
    late = client.post(ask_after, {"session": session.pk})
    assert late.status_code == 422
    assert "too long ago" in late.content.decode()
    type(session).objects.filter(pk=session.pk).update(starts_at=timezone.now())
    assert client.post(ask_after, {"session": session.pk}).status_code == 302
    assert Survey.objects.get(session=session).occasion == "reaction"
    assert client.post(ask_after, {"session": session.pk}).status_code == 422
