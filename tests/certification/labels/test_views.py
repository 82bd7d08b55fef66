"""Labels in public, for people and machines; recording them, for administrators alone."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certification.labels.models import LabelWithdrawal, OrganisationLabel
from lms.jobs.models import Job
from lms.people.models import Organisation
from tests.factories.labels import label
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db
LIST, JSON, CSV = (reverse(f"labels:{name}") for name in ("labels", "json", "csv"))
SAID = {
    "awarded_on": "2021-12-01",
    "awarded_by": "Body",
    "reference": "B-2",
    "link": "https://example.org/b2",
}


@pytest.fixture
def renewed() -> OrganisationLabel:
    """Awarded on 25 July 2019, renewed on 1 December 2021."""
    first = label(OrganisationFactory(name="Alpha network"), awarded_on=date(2019, 7, 25))
    return label(first.organisation, awarded_on=date(2021, 12, 1))


def test_anybody_reads_the_list_and_narrows_it(client, renewed):
    label(OrganisationFactory(name="Beta", country="ES"), "gold", date(2015, 1, 1))
    page = client.get(LIST)
    assert [line.label.organisation.name for line in page.context["lines"]] == [
        "Alpha network",
        "Beta",
    ]
    asked = {"on": "2024-07-25", "show": "valid"}
    valid = client.get(LIST, asked).context["lines"]
    assert [line.label for line in valid] == [renewed]
    assert not client.get(LIST, asked | {"on": "2024-07-26"}).context["lines"]
    assert len(client.get(LIST, {"country": "ES"}).context["lines"]) == 1
    assert len(client.get(LIST, {"q": "alpha"}).context["lines"]) == 1


@pytest.mark.parametrize(
    "asked",
    [{"on": "soon"}, {"level": "tin"}, {"country": "??"}, {"on": "0001-01-01"}, {"q": "\0"}],
)
def test_what_cannot_be_read_is_not_asked(client, renewed, asked):
    assert client.get(LIST, asked).status_code == 200


def test_machines_read_the_same_in_pages_that_lead_on(client, renewed):
    for number in range(100):
        label(OrganisationFactory(name=f"Network {number:03}"), "gold", date(2015, 1, 1))
    first = client.get(JSON, {"on": "2022-01-01"}).json()
    assert (first["total"], first["pages"], len(first["labels"])) == (101, 2, 100)
    assert first["labels"][0] == {
        "organisation": "Alpha network",
        "organisation_id": str(renewed.organisation.public_id),
        "country": "AT",
        "demonstration": False,
        "level": "bronze",
        "turn": "late",
        "awarded_on": "2021-12-01",
        "valid_from": "2021-07-26",
        "valid_through": "2024-07-25",
        "awarded_by": "Example body",
        "reference": renewed.reference,
        "status": "valid",
        "status_on": "2022-01-01",
        "status_since": "2021-12-01",
    }
    second = client.get(first["next"]).json()
    assert (len(second["labels"]), second["next"]) == (1, None)


def test_the_table_has_every_label_and_no_formulas(client):
    label(OrganisationFactory(name="=cmd()"), "gold", date(2015, 1, 1))
    text = b"".join(client.get(CSV).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["organisation"], row["valid_through"]) for row in rows] == [
        ("'=cmd()", "2017-01-01")
    ]


def test_r44_the_history_of_an_organisation(client, renewed):
    page = client.get(reverse("labels:organisation", args=[renewed.organisation.public_id]))
    assert page.context["history"][0] == renewed
    text = page.content.decode()
    assert "It was valid through 25 July 2024." in text
    assert "What follows is a first award again" in text
    assert "Evidence" not in text
    said = client.get(reverse("labels:organisation_json", args=[renewed.organisation.public_id]))
    assert [award["awarded_on"] for award in said.json()["awards"]] == ["2021-12-01", "2019-07-25"]


def test_an_organisation_without_a_label_is_not_found(client):
    address = reverse("labels:organisation", args=[OrganisationFactory().public_id])
    assert client.get(address).status_code == 404


def test_an_administrator_records_a_first_award_then_what_follows(client_of):
    client = client_of(roles=["administrator"])
    first = {
        **SAID,
        "organisation": "New  network",
        "country": "AT",
        "level": "bronze",
        "awarded_on": "2019-07-25",
        "reference": "B-1",
        "file": SimpleUploadedFile("letter.pdf", b"%PDF-1"),
    }
    client.post(reverse("labels:award"), first)
    label_1 = OrganisationLabel.objects.get()
    assert (label_1.organisation.name, label_1.valid_through) == ("New network", date(2021, 7, 25))
    answer = client.post(reverse("labels:renew", args=[label_1.uid]), SAID, follow=True)
    assert "valid from 26 July 2021 through 25 July 2024" in answer.content.decode()
    assert Organisation.objects.count() == 1
    kept = label_1.evidence.get()
    assert "letter.pdf" in answer.content.decode()
    got = client.get(reverse("labels:evidence_file", args=[kept.uid]))
    assert b"".join(got.streaming_content) == b"%PDF-1"
    assert got["Content-Type"] == "application/octet-stream"


def test_r44_too_early_is_told_and_nothing_is_recorded(client_of, renewed):
    client = client_of(roles=["administrator"])
    said = SAID | {"awarded_on": "2022-01-01"}
    answer = client.post(reverse("labels:renew", args=[renewed.uid]), said)
    assert answer.status_code == 422
    assert "may be renewed from 25 July 2023" in answer.content.decode()
    assert OrganisationLabel.objects.count() == 2


def test_a_refused_award_registers_no_organisation(client_of):
    client = client_of(roles=["administrator"])
    said = SAID | {"organisation": "New", "country": "AT", "level": "gold"}
    client.post(reverse("labels:award"), said | {"awarded_on": "2199-01-01"})
    assert not Organisation.objects.exists()


def test_an_administrator_withdraws_and_the_public_sees_the_day_alone(client_of, client):
    kept = label(awarded_on=date(2026, 1, 1))
    said = {"effective_on": "2026-02-01", "reason": "A secret reason"}
    client_of(roles=["administrator"]).post(reverse("labels:withdraw", args=[kept.uid]), said)
    assert LabelWithdrawal.objects.count() == 1
    client.logout()
    text = client.get(
        reverse("labels:organisation", args=[kept.organisation.public_id])
    ).content.decode()
    assert "withdrawn from 1 Feb 2026" in text
    assert "secret" not in text


def test_evidence_is_added_later_and_is_for_officers_and_auditors_too(client_of, renewed):
    client_of(roles=["administrator"]).post(
        reverse("labels:evidence", args=[renewed.uid]), {"note": "Seen in the list of the body."}
    )
    address = reverse("labels:organisation", args=[renewed.organisation.public_id])
    for roles, sees in ((["officer"], True), (["auditor"], True), (["coordinator"], False)):
        text = client_of(roles=roles).get(address).content.decode()
        assert ("Seen in the list" in text) is sees


@pytest.mark.parametrize("name", ["award", "files"])
@pytest.mark.parametrize("role", ["officer", "auditor", "coordinator"])
def test_others_record_nothing(client_of, name, role):
    assert client_of(roles=[role]).get(reverse(f"labels:{name}")).status_code == 403


def test_a_file_is_looked_at_first_then_recorded(client_of, deliver_all):
    client = client_of(roles=["administrator"])
    rows = (
        "organisation,country,level,awarded_on,awarded_by,reference\nA,AT,gold,2020-01-01,Body,G-1"
    )
    sent = SimpleUploadedFile("labels.csv", rows.encode())
    address = client.post(reverse("labels:files"), {"file": sent})["Location"]
    assert client.get(address).context["may_record"] is False
    deliver_all()
    page = client.get(address)
    assert page.context["may_record"] is True
    assert "2022-01-01" in page.content.decode()
    assert not OrganisationLabel.objects.exists()
    client.post(address)
    deliver_all()
    assert "First awards: 1." in client.get(address).content.decode()
    client.post(address)
    assert Job.objects.filter(kind="labels.record file").count() == 1


@pytest.mark.parametrize("address", [LIST, JSON])
def test_the_list_asks_alike_however_many_there_are(client, address):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    label(OrganisationFactory(), "gold", date(2015, 1, 1))
    few = asked()
    for number in range(20):
        held = label(OrganisationFactory(), "gold", date(2015, 1, 1 + number))
        label(held.organisation, "gold", date(2017, 1, 1))
    assert asked() == few
