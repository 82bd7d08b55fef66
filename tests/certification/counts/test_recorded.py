"""A past training opens to its evidence, or to the first reason why it does not count (R63)."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certification.counts.queries import rule_of
from certification.counts.recorded import records_of
from certification.counts.rules import Filters
from certification.records.models import RecordVersion
from lms.people.models import Person
from tests.factories.records import folder, row, take, take_projects

pytestmark = pytest.mark.django_db
AS_OF = date(2013, 12, 31)


@pytest.fixture
def taken(tmp_path):
    """Takes rows of one person, with evidence beside, for a project that is known."""
    take_projects(
        tmp_path, [("P1", "First", "2012-01-01", "2013-06-30", "Europe/Madrid", "2014-01-01")]
    )

    def taken(*rows):
        take(tmp_path, list(rows), evidence=folder(tmp_path / "evidence"))
        return Person.objects.get(identities__value="ana")

    return taken


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"activity_type": "conference"}, "R8"),
        ({"attended_minutes": "2399"}, "R6"),
        ({"scheduled_minutes": "", "attended_minutes": ""}, "R6"),
        ({"assessment": "failed"}, "R5"),
        ({"assessment": "none"}, "R5"),
        ({"result_confirmed_at": ""}, "R5"),
        ({"result_confirmed_at": "2014-01-01T00:00:00+01:00"}, "R26"),
        ({"result_confirmed_at": "2013-07-01T00:00:00+02:00"}, "R29"),
        ({"project": "P9"}, "R29"),
        ({"evidence": "gone.pdf"}, "R64"),
    ],
)
def test_r63_the_first_reason(taken, said, rule):
    person = taken(row(**said))

    (verdict,) = records_of(person, rule_of("esf"), Filters(), as_of=AS_OF)

    assert verdict.reason.rule == rule
    assert (verdict.unit is None) == (rule != "R64")


def test_r6_exactly_80_per_cent_counts(taken):
    person = taken(row(attended_minutes="2400"))

    (verdict,) = records_of(person, rule_of("esf"), Filters(), as_of=AS_OF)

    assert verdict.unit is not None
    assert verdict.reason is None


def test_r16_a_refresher_says_what_stands_for_it(taken):
    person = taken(row(), row(delivery="D2", result_confirmed_at="2013-06-01T10:00:00+02:00"))

    first, second = records_of(person, rule_of("eea"), Filters(), as_of=AS_OF)

    assert first.unit is not None
    assert second.reason.rule == "R16"


def test_a_correction_is_a_further_version(taken):
    taken(row(attended_minutes="2000"))
    taken(row(attended_minutes="2900"))
    taken(row(attended_minutes="2900"))

    versions = RecordVersion.objects.order_by("number")

    assert list(versions.values_list("number", "attended_minutes")) == [(1, 2000), (2, 2900)]
    assert [each.replaced_at is None for each in versions] == [False, True]


def test_r63_from_the_figure_to_the_signed_list(client_of, taken):
    person = taken(row())
    client = client_of(roles=["auditor"])
    asked = {"rule": "esf", "project": "P1"}

    figure = client.get(reverse("counts:trained"), asked)
    assert "1 trained" in figure.content.decode()
    listed = client.get(reverse("counts:people"), asked).content.decode()
    assert reverse("counts:person", args=[person.public_id]) in listed
    page = client.get(reverse("counts:person", args=[person.public_id]), asked).content.decode()
    evidence = RecordVersion.objects.get().evidence
    address = reverse("counts:record_file", args=[evidence.uid])
    assert address in page
    assert b"".join(client.get(address).streaming_content) == b"signed list.pdf"


def test_the_exports_hold_the_list_and_no_formula(client_of, taken):
    taken(row(given_name="=1+1"))
    client = client_of(roles=["auditor"])

    def content(form):
        answer = client.get(reverse("counts:export", args=[form]), {"rule": "esf"})
        return b"".join(answer.streaming_content)

    (told,) = json.loads(content("json"))
    sheet = load_workbook(io.BytesIO(content("xlsx"))).active
    header, cells = list(sheet.iter_rows(values_only=True))
    assert (told["given_name"], told["rule"], told["evidence"]) == ("=1+1", "esf", "yes")
    assert dict(zip(header, cells, strict=True))["given_name"] == "'=1+1"
    assert b"'=1+1" in content("csv")
    assert client.get("/reports/trained/people.exe").status_code == 404
