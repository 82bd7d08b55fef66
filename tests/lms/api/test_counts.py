"""What the API refuses, to whom it opens, and that every way to count gives the same number."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from certification.counts.checking import differences
from certification.counts.shipped import install_shipped_rules
from lms.api.actions import make_token, revoke_tokens
from lms.api.models import ApiToken
from tests.factories.people import PersonFactory
from tests.factories.records import folder, row, take, take_projects

pytestmark = pytest.mark.django_db


def token(scopes=("counts:read",), **details) -> str:
    return make_token(person=PersonFactory(), scopes=scopes, by=None, at=timezone.now(), **details)


@pytest.fixture
def rules():
    install_shipped_rules(at=timezone.now())


def get(client, secret, address="/api/v1/counts", **values):
    return client.get(address, values, headers={"Authorization": f"Bearer {secret}"})


def test_without_a_valid_token_nothing_opens(client, rules):
    secret = token()
    assert client.get("/api/v1/counts", {"rule": "eea"}).status_code == 401
    assert get(client, "cascade_wrong", rule="eea").status_code == 401
    assert get(client, secret, rule="eea").status_code == 200

    revoke_tokens(person=ApiToken.objects.get().person, by=None, at=timezone.now())

    answer = get(client, secret, rule="eea")
    assert answer.status_code == 401
    assert "Bearer" in answer.json()["detail"]


def test_a_token_ends_with_its_day_and_opens_its_scopes_alone(client, rules):
    soon = timezone.now() + timedelta(hours=1)
    ended, other = token(expires_at=soon), token()
    ApiToken.objects.filter(expires_at=soon).update(expires_at=timezone.now())
    ApiToken.objects.filter(expires_at=None).update(scopes=["other:read"])

    assert get(client, ended, rule="eea").status_code == 401
    assert get(client, other, rule="eea").status_code == 403


def test_a_token_is_not_kept_itself():
    secret = token()
    kept = ApiToken.objects.get()
    assert secret not in str(vars(kept))
    assert len(kept.sha256) == 64


def test_a_scope_that_is_unknown_is_refused():
    with pytest.raises(CommandError, match="counts:read"):
        call_command("make_token", "a@example.org", scope=["everything"], stderr=StringIO())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "rule=…"),
        ({"rule": "none"}, "no counting rule"),
        ({"rule": "eea", "colour": "red"}, "colour"),
        ({"rule": "eea", "from": "2013-02-30"}, "from"),
        ({"rule": "eea", "to": "soon"}, "to"),
        ({"rule": "eea", "as_of": "1"}, "as_of"),
        ({"rule": "eea", "role": "guest"}, "role"),
        ({"rule": "eea", "by": "shoe"}, "by"),
        ({"rule": "eea", "project": "P9"}, "P9"),
        ({"rule": "eea", "from": "2014-01-01", "to": "2013-01-01"}, "after"),
        ({"rule": ["eea", "esf"]}, "twice"),
    ],
)
def test_r11_what_cannot_be_meant_is_refused_with_a_sentence(client, rules, asked, said):
    answer = get(client, token(), **asked)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_an_answer_carries_all_that_a_figure_needs(client, rules):
    answer = get(client, token(), rule="esf", role="manager", as_of="2013-12-31", by="month").json()

    assert answer == {
        "value": 0,
        "claimed": 0,
        "rule": "esf",
        "rule_version": 1,
        "as_of": "2013-12-31",
        "filters": {"role": "manager", "by": "month"},
        "breakdown": {},
        "not_attributable": 0,
        "people": "http://testserver/api/v1/counts/people"
        "?rule=esf&version=1&role=manager&as_of=2013-12-31",
    }
    assert get(client, token(), answer["people"]).json()["count"] == 0


def test_too_many_questions_are_refused(client, rules, settings):
    settings.API_QUESTIONS_A_MINUTE = 2
    secret = token()
    answers = [get(client, secret, rule="eea").status_code for _each in range(4)]

    assert answers.count(429) >= 1  # a minute may begin between two of them
    assert answers[0] == 200


def test_the_description_names_every_parameter(client):
    told = client.get("/api/v1/openapi.json").json()
    asked = told["paths"]["/api/v1/counts"]["get"]["parameters"]

    assert {each["name"] for each in asked} == {
        "rule",
        "project",
        "role",
        "from",
        "to",
        "as_of",
        "known_at",
        "by",
        "nuts_version",
        "nuts_level",
    }


def history(chance: random.Random, size: int) -> list[dict[str, str]]:
    """Rows near the edges of years and projects, some failed, some without evidence or country."""
    rows = {}
    for _each in range(size):
        country, code = chance.choice([("AT", "AT31"), ("HU", "HU10"), ("TR", ""), ("", "")])
        moment = chance.choice(
            [
                "2012-12-31T22:30:00Z",
                "2012-12-31T23:30:00Z",
                "2013-05-31T21:30:00Z",
                "2013-05-31T22:30:00Z",
                f"2013-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T12:00:00Z",
                f"2012-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T12:00:00Z",
                "",
            ]
        )
        said = row(
            person_id=f"p{chance.randint(1, size // 3)}",
            project=chance.choice(["P1", "P2", "P3", ""]),
            delivery=f"D{chance.randint(1, 6)}",
            country=country,
            nuts_code=code,
            nuts_version="2010" if code else "",
            organisation=chance.choice(["", "Leather cluster", "Wood cluster"]),
            role=chance.choice(["manager", "manager", "instructor"]),
            activity_type=chance.choice(["training", "training", "training", "conference"]),
            attended_minutes=chance.choice(["3000", "2400", "2399", "2300"]),
            assessment=chance.choice(["passed", "passed", "passed", "failed", "none"]),
            evidence=chance.choice(["list.pdf", "list.pdf", "gone.pdf", ""]),
            result_confirmed_at=moment,
        )
        rows[said["person_id"], said["delivery"], said["project"], moment] = said
    return list(rows.values())


PROJECTS = [
    ("P1", "First", "2012-01-01", "2013-05-31", "Europe/Brussels", ""),
    ("P2", "Second", "2013-01-01", "2013-12-31", "Europe/Athens", ""),
]


@pytest.mark.parametrize("seed", range(3))
def test_every_way_to_count_gives_the_same_number(tmp_path, seed):
    chance = random.Random(seed)
    take_projects(tmp_path, PROJECTS)
    take(tmp_path, history(chance, 60), evidence=folder(tmp_path / "evidence"))
    out = StringIO()

    call_command("check_counts", number=30, seed=seed, stdout=out)

    assert "differences 0" in out.getvalue()


def test_a_difference_ends_with_1_and_names_the_question(tmp_path, rules):
    take(tmp_path, [row()], evidence=folder(tmp_path / "evidence"))

    found = list(differences(5, 1, {"other": lambda rule, filters, as_of: (99, 99)}))

    assert len(found) == 5
    assert "other 99" in str(found[0])


def test_a_view_that_leaves_rows_out_is_found(tmp_path, rules):
    """The recount reads the tables, so a view that was changed does not deceive it."""
    from certification.counts import completed_places

    take(tmp_path, [row()], evidence=folder(tmp_path / "evidence"))
    with connection.cursor() as cursor:
        cursor.execute(completed_places.DROP)
        cursor.execute(completed_places.CREATE + " AND 1 = 0")

    with pytest.raises(CommandError, match="different answers"):
        call_command("check_counts", number=40, seed=1, stderr=StringIO())


@pytest.mark.parametrize("seed", range(2))
def test_the_order_in_which_facts_arrive_changes_no_figure(client, tmp_path, seed):
    chance = random.Random(seed)
    rows = history(chance, 40)
    take_projects(tmp_path, PROJECTS)
    secret, evidence = token(), folder(tmp_path / "evidence")

    def answers():
        return [
            get(client, secret, rule=rule, by=by).json()
            for rule in ("esf", "eea", "annual", "participations", "clusterxchange", "eit")
            for by in ("country", "project", "month", "role")
        ]

    from django.db import transaction

    found = []
    for _turn in range(3):
        with transaction.atomic():
            chance.shuffle(rows)
            for start in range(0, len(rows), 17):
                take(tmp_path, rows[start : start + 17], evidence=evidence)
            found.append(answers())
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    assert any(each["value"] for each in found[0])
