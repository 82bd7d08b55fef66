"""Pages of disputes: administrators settle, coordinators and auditors read theirs (R14)."""

import csv
import json
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certification.records.models import ClaimRefusal, TrainingRecord
from courses.deliveries.actions import name_coordinator
from tests.factories import counts as make
from tests.factories.audits import auditor
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said

pytestmark = pytest.mark.django_db
TOLD = datetime(2014, 1, 10, 12, tzinfo=UTC)
LIST = reverse("disputes:disputes")
QUERIES = 13


@pytest.fixture
def projects():
    make.rules()
    return {
        code: make.project(code, date(2012, 1, 1), date(2013, 12, 31))
        for code in ("P1", "P2", "P3")
    }


@pytest.fixture
def disputed(projects):
    """The address of the dispute of P1 and P2."""
    keep(
        said(project="P1"),
        said(project="P2", result_confirmed_at="2013-05-02T10:00:00+02:00"),
        at=TOLD,
    )
    return address(TrainingRecord.objects.earliest("pk"))


def address(record, name="dispute"):
    return reverse(f"disputes:{name}", args=[record.uid])


def coordinator(*projects):
    person = PersonFactory(roles=["coordinator"])
    for project in projects:
        name_coordinator(project=project, person=person, by=None, at=TOLD)
    return person


def test_r14_an_administrator_settles_and_undoes(client_of, disputed):
    client = client_of(roles=["administrator"])
    assert "1 training is disputed." in client.get(LIST).content.decode()
    page = client.get(disputed).content.decode()
    assert "Claimed by P1, P2." in page
    assert page.count("counts at present") == 1

    unclear = client.post(disputed, {"project": "P9", "reason": "It paid."})
    assert (unclear.status_code, ClaimRefusal.objects.count()) == (422, 0)
    client.post(disputed, {"project": "P2", "reason": "It paid for the room."})

    page = client.get(disputed).content.decode()
    assert "Settled." in page
    assert "It paid for the room." in page
    assert "No training is disputed." in client.get(LIST).content.decode()
    assert "It paid for the room." in client.get(reverse("disputes:settled")).content.decode()
    undo = address(TrainingRecord.objects.earliest("pk"), "undo")
    silent = client.post(undo, {"reason": ""})
    assert (silent.status_code, ClaimRefusal.objects.standing().count()) == (422, 1)
    assert "This field is required." in silent.content.decode()
    client.post(undo, {"reason": "The room was free."})
    page = client.get(disputed).content.decode()
    assert "Claimed by P1, P2." in page
    assert "Taken back on" in page
    assert "The room was free." in page
    assert "taken back by" in client.get(reverse("disputes:settled")).content.decode()


def test_r14_a_coordinator_reads_those_of_their_projects_and_settles_none(
    client_of, disputed, projects
):
    client = client_of(coordinator(projects["P1"]))
    assert "1 training is disputed." in client.get(LIST).content.decode()
    assert "Settle it" not in client.get(disputed).content.decode()
    assert client.post(disputed, {"project": "P1", "reason": "Ours."}).status_code == 422
    assert client.post(address(TrainingRecord.objects.earliest("pk"), "undo")).status_code == 403
    assert not ClaimRefusal.objects.exists()

    client = client_of(coordinator(projects["P3"]))
    assert "No training is disputed." in client.get(LIST).content.decode()
    assert client.get(disputed).status_code == 404
    assert client.post(disputed, {"project": "P1", "reason": "-"}).status_code == 404


def test_r14_a_refused_claim_is_read_by_both_projects(client_of, disputed, projects):
    client_of(roles=["administrator"]).post(disputed, {"project": "P2", "reason": "It paid."})

    for code, sees in (("P1", True), ("P2", True), ("P3", False)):
        client = client_of(coordinator(projects[code]))
        page = client.get(reverse("disputes:settled")).content.decode()
        assert ("It paid." in page) == sees
        assert (client.get(disputed).status_code == 200) == sees


def test_r14_r60_auditors_read_within_their_scope(client_of, disputed, projects):
    page = client_of(roles=["auditor"]).get(disputed).content.decode()
    assert "Claimed by P1, P2." in page
    assert "Settle it" not in page
    inside, outside = (auditor(projects[code]) for code in ("P2", "P3"))
    assert client_of(inside).get(disputed).status_code == 200
    assert client_of(outside).get(disputed).status_code == 404
    assert "No training is disputed." in client_of(outside).get(LIST).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_r14_the_list_asks_as_often_for_many(
    client_of, projects, number, django_assert_num_queries
):
    for person in range(number):
        keep(said(person_id=f"p{person}"), said(person_id=f"p{person}", project="P2"), at=TOLD)
    client = client_of(roles=["administrator"])
    client.get(LIST)

    with django_assert_num_queries(QUERIES):
        page = client.get(LIST)

    assert len(page.context["rows"]) == number


def test_r14_lists_and_exports_mark_what_is_disputed(client_of, disputed):
    keep(said(person_id="bo"), at=TOLD)
    client = client_of(roles=["auditor"])
    asked = {"rule": "programme", "as_of": "2014-12-31"}

    page = client.get(reverse("counts:people"), asked).content.decode()
    assert page.count("also claimed by P2") == 1
    person = TrainingRecord.objects.earliest("pk").person
    page = client.get(reverse("counts:person", args=[person.public_id]), asked).content.decode()
    assert "also claimed by P2" in page
    assert "also claimed by P1" in page
    answer = client.get(reverse("counts:export", args=["csv"]), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert sorted(row["disputed"] for row in rows) == ["no", "yes"]
    answer = client.get(reverse("counts:export", args=["json"]), asked)
    told = json.loads(b"".join(answer.streaming_content))
    assert sorted(row["disputed"] for row in told) == ["no", "yes"]


def test_r14_disputes_are_announced_where_past_trainings_are_taken(client_of, disputed):
    page = client_of(roles=["administrator"]).get(reverse("records:files")).content.decode()
    assert "1 training is claimed by several projects" in page
    assert LIST in page
