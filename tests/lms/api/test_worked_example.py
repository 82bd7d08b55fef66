"""The worked example of section 10 of the rules, through the commands and the API, row by row."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories.records import folder, row, take, take_projects

pytestmark = pytest.mark.django_db
MADRID = "Europe/Madrid"
NUTS = {"AT": "AT31", "HU": "HU10", "TR": "", "GR": "EL30", "ES": "ES51", "DK": "DK01"}


def said(person: str, project: str, delivery: str, country: str, moment: str, **other: str):
    code = NUTS[country]
    return row(
        person_id=person.lower(),
        given_name=person,
        project=project,
        delivery=delivery,
        country=country,
        nuts_code=code,
        nuts_version="2010" if code else "",
        result_confirmed_at=moment,
        **other,
    )


ROWS = [
    said("Ana", "P1", "P1-a", "AT", "2013-06-30T18:00:00+02:00"),
    said("Ana", "P2", "P2-refresher", "AT", "2013-10-01T18:00:00+02:00"),
    said("Bo", "P1", "P1-a", "HU", "2013-07-01T00:30:00+02:00"),
    said("Cem", "P2", "P2-b", "TR", "2013-12-31T23:30:00Z"),
    said("Dora", "P2", "P2-b", "GR", "2013-10-20T10:00:00+02:00", assessment="failed"),
    said("Dora", "P2", "P2-b", "GR", "2013-11-15T10:00:00+01:00"),
    said("Eva", "P2", "P2-b", "ES", "2013-11-15T10:00:00+01:00", attended_minutes="2300"),
    said("Finn", "P1", "P1-0", "DK", "2012-12-01T10:00:00+01:00"),
    said("Finn", "P2", "P2-c", "DK", "2013-05-05T10:00:00+02:00", role="instructor"),
]
PROJECTS = [
    ("P1", "First", "2012-01-01", "2013-06-30", MADRID, "2013-12-01"),
    ("P2", "Second", "2013-01-01", "2013-12-31", MADRID, ""),
]


@pytest.fixture
def ask(client, tmp_path):
    """Asks the API with a token made by the command."""
    out = StringIO()
    call_command(
        "make_token", "auditor@example.org", scope=["counts:read"], stdout=out, stderr=StringIO()
    )
    token = out.getvalue().strip()

    def ask(address: str = "/api/v1/counts", **values: str):
        values = {name.rstrip("_"): value for name, value in values.items()}
        answer = client.get(address, values, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def names(ask, answer) -> list[str]:
    """Whoever stands in the list behind an answer, over all its pages."""
    address, found = answer["people"] + "&size=2", []
    while address:
        page = ask(address)
        assert page["count"] == answer["value"]
        found += [each["given_name"] for each in page["results"]]
        address = page["next"]
    assert len(found) == answer["value"]
    return sorted(found)


@pytest.fixture
def example(tmp_path):
    take_projects(tmp_path, PROJECTS)
    take(tmp_path, ROWS, evidence=folder(tmp_path / "evidence"))


YEAR = {"from": "2013-01-01", "to": "2014-01-01"}


def test_worked_example(ask, example):
    for asked, expected in (
        ({"rule": "esf", "project": "P1", "role": "manager"}, ["Ana", "Finn"]),
        ({"rule": "esf", "project": "P2"}, ["Ana", "Dora", "Finn"]),
        ({"rule": "eea", "to": "2014-01-01"}, ["Ana", "Bo", "Dora", "Finn"]),
        ({"rule": "eea", "role": "manager", **YEAR}, ["Ana", "Bo", "Dora"]),
        ({"rule": "eea", "role": "instructor", **YEAR}, ["Finn"]),
        ({"rule": "participations", **YEAR}, ["Ana", "Ana", "Bo", "Dora", "Finn"]),
        ({"rule": "esf"}, ["Ana", "Ana", "Dora", "Finn", "Finn"]),
    ):
        answer = ask(**asked)
        assert names(ask, answer) == expected, asked
        assert answer["claimed"] == answer["value"]
        assert answer["rule"] == asked["rule"]
        assert answer["rule_version"] >= 1


def test_r12_by_project_and_by_country(ask, example):
    by_project = ask(rule="esf", by="project")
    by_country = ask(rule="eea", to="2014-01-01", by="country")
    by_region = ask(rule="eea", by="region")
    by_year = ask(rule="eea", by="year")
    by_role = ask(rule="eea", by="role", to="2014-01-01")

    assert by_project["breakdown"] == {"P1": 2, "P2": 3}
    assert by_country["breakdown"] == {"AT": 1, "DK": 1, "GR": 1, "HU": 1}
    assert by_region["breakdown"] == {"AT31": 1, "DK01": 1, "EL30": 1, "HU10": 1}
    assert by_region["not_attributable"] == 1  # Cem, outside NUTS (R24)
    assert by_year["breakdown"] == {"2012": 1, "2013": 3, "2014": 1}
    assert by_role["breakdown"] == {"manager": 4, "instructor": 1}
    for answer in (by_project, by_country, by_region, by_year):
        assert sum(answer["breakdown"].values()) + answer["not_attributable"] == answer["value"]


def test_the_same_file_twice_in_another_order_changes_nothing(ask, example, tmp_path):
    before = [ask(rule=rule, by="country") for rule in ("esf", "eea", "annual", "participations")]

    take(tmp_path, list(reversed(ROWS)), evidence=tmp_path / "evidence")
    for each in reversed(ROWS):
        take(tmp_path, [each], evidence=tmp_path / "evidence")

    after = [ask(rule=rule, by="country") for rule in ("esf", "eea", "annual", "participations")]
    assert after == before


def test_r64_without_its_evidence_a_unit_is_claimed(ask, tmp_path):
    take_projects(tmp_path, PROJECTS)
    rows = [
        each | {"evidence": "gone.pdf"} if each["person_id"] == "finn" else each for each in ROWS
    ]
    take(tmp_path, rows, evidence=folder(tmp_path / "evidence"))

    answer = ask(rule="esf", project="P2")

    assert (answer["value"], answer["claimed"]) == (2, 3)
    assert names(ask, answer) == ["Ana", "Dora"]
    (tmp_path / "evidence" / "gone.pdf").write_bytes(b"found at last")
    take(tmp_path, rows, evidence=tmp_path / "evidence")
    assert ask(rule="esf", project="P2")["value"] == 3


def test_r14_an_unknown_project_counts_once_it_is_known(ask, tmp_path):
    take(tmp_path, ROWS, evidence=folder(tmp_path / "evidence"))
    assert ask(rule="esf", project="P2")["value"] == 0
    assert ask(rule="eea", to="2014-01-01")["value"] == 4

    take_projects(tmp_path, PROJECTS)

    assert ask(rule="esf", project="P2")["value"] == 3
