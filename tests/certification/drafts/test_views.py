"""The admin's screens for schemes: begun, edited, tried on people, published; nothing typed is lost."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certification.drafts.actions import begin_draft
from certification.drafts.models import SchemeDraft
from certification.schemes.actions import install_scheme
from certification.schemes.models import SchemeVersion
from tests.factories.courses import AT, programme_page
from tests.factories.drafts import Rung, administrator, asks_for
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SCHEMES = sorted((Path(settings.BASE_DIR) / "content" / "schemes").rglob("*.json"))


@pytest.fixture
def rung():
    return Rung()


@pytest.fixture
def count_queries():
    def count(call) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


def client_of(person) -> Client:
    """One's own, so that two people have one each."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client(rung):
    return client_of(rung.by)


def draft_of(rung) -> SchemeDraft:
    return begin_draft(scheme=rung.scheme, by=rung.by, at=timezone.now())


def at(draft, name: str = "draft", *more) -> str:
    return reverse(f"schemes:{name}", args=[draft.pk, *more])


def soup_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "lxml")


def words(answer) -> str:
    return " ".join(soup_of(answer).get_text(" ").split())


def form_of(answer) -> dict[str, str]:
    """What a browser sends of the form as it is shown, without a button."""
    form = soup_of(answer).select_one("form.draft-form")
    found = {}
    for each in form.select("input[name], textarea[name]"):
        if each.get("type") != "checkbox" or each.has_attr("checked"):
            text = each.text.removeprefix("\n") if each.name == "textarea" else each.get("value")
            found[each["name"]] = text or ""
    for each in form.select("select[name]"):
        chosen = each.select_one("option[selected]") or each.select_one("option")
        found[each["name"]] = chosen["value"]
    return found


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_what_is_shown_and_saved_unchanged_is_the_same(path):
    data = json.loads(path.read_text())
    if data.get("programme"):
        data["programme"] = programme_page().code
    scheme = install_scheme(data=data, by=None, at=AT)
    by = administrator()
    draft = begin_draft(scheme=scheme, by=by, at=timezone.now())
    client = client_of(by)
    addresses = [at(draft)]
    addresses += [at(draft, "type", index) for index in range(len(draft.next["certificate_types"]))]
    for address in addresses:
        answer = client.post(address, form_of(client.get(address)) | {"do": "save"})
        assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.edition == 1


def test_begun_from_the_scheme_and_found_again(client, rung):
    scheme = reverse("schemes:scheme", args=[rung.scheme.pk])
    assert "Begin the next version" in words(client.get(scheme))
    answer = client.post(scheme)
    draft = SchemeDraft.objects.get()
    assert answer["Location"] == at(draft)
    assert "Go on with the draft" in words(client.get(scheme))
    assert "being written" in words(client.get(reverse("schemes:index")))


def test_rows_are_added_and_what_is_wrong_is_said_at_the_row(client, rung):
    draft = draft_of(rung)
    address = at(draft, "type", 0)
    form = form_of(client.get(address)) | {"title": "Leaders", "r0-number": "two"}
    answer = client.post(address, form | {"r-new": "hours_taught", "do": "add r"})
    assert answer["Location"] == f"{address}#r2"
    page = soup_of(client.get(address))
    first, last = page.select_one("#r0"), page.select_one("#r2")
    assert "“number” must be a whole number" in first.get_text()
    assert first.select_one("[name=r0-number]")["value"] == "two"
    assert "“hours” is missing." in last.get_text()
    assert page.select_one("[name=title]")["value"] == "Leaders"
    draft.refresh_from_db()
    assert draft.next["certificate_types"][0]["requirements"][2] == {
        "purpose": "grant",
        "kind": "hours_taught",
        "parameters": {},
    }


def test_parts_are_put_into_what_is_composed(client, rung):
    draft = draft_of(rung)
    address = at(draft, "type", 0)
    for new, do in (("any", "add r"), ("observation_met", "add r2"), ("hours_taught", "add r2")):
        form = form_of(client.get(address))
        client.post(address, form | {f"{do.split()[1]}-new": new, "do": do})
    client.post(address, form_of(client.get(address)) | {"r2-1-hours": "30", "do": "up r2-1"})
    draft.refresh_from_db()
    assert draft.next["certificate_types"][0]["requirements"][2]["parameters"] == {
        "of": [
            {"kind": "hours_taught", "parameters": {"hours": 30}},
            {"kind": "observation_met", "parameters": {}},
        ]
    }


def test_certificates_are_added_moved_and_taken_away(client, rung):
    draft = draft_of(rung)
    form = form_of(client.get(at(draft))) | {"issuer_name": "New name"}
    answer = client.post(at(draft), form | {"do": "add"})
    assert answer["Location"] == at(draft, "type", 1)
    assert "New certificate" in words(client.get(at(draft, "type", 1)))
    client.post(at(draft), form_of(client.get(at(draft))) | {"do": "up 1"})
    draft.refresh_from_db()
    codes = [row["code"] for row in draft.next["certificate_types"]]
    assert (codes, draft.next["issuer_name"]) == (["", "leader"], "New name")
    assert "things not right" in words(client.get(at(draft)))
    client.post(at(draft), form_of(client.get(at(draft))) | {"do": "remove 0"})
    draft.refresh_from_db()
    assert [row["code"] for row in draft.next["certificate_types"]] == ["leader"]


def test_signatories_and_days_are_kept_and_empty_rows_left_out(client, rung):
    draft = draft_of(rung)
    address = at(draft, "type", 0)
    form = form_of(client.get(address))
    form |= {
        "signatories1-name": "Ada",
        "signatories1-function": "President",
        "outcomes": "a\n\n b",
    }
    client.post(address, form | {"do": "save"})
    form = form_of(client.get(at(draft))) | {"before_until": "2099-01-01", "valid_from": "soon"}
    client.post(at(draft), form | {"do": "save"})
    draft.refresh_from_db()
    kind = draft.next["certificate_types"][0]
    assert kind["signatories"] == [{"name": "Ada", "function": "President"}]
    assert kind["outcomes"] == ["a", "b"]
    assert draft.before["valid_until"] == "2099-01-01"
    assert "It must be a day like 2026-05-01." in words(client.get(at(draft)))


def test_the_second_of_two_people_is_told_and_loses_nothing(client, rung):
    draft = draft_of(rung)
    other = client_of(administrator(first_name="Bo"))
    for address, name in ((at(draft), "issuer_name"), (at(draft, "type", 0), "title")):
        mine = form_of(client.get(address)) | {name: f"Mine {name}", "do": "save"}
        theirs = form_of(other.get(address)) | {name: f"Theirs {name}", "do": "save"}
        assert other.post(address, theirs).status_code == 302
        answer = client.post(address, mine)
        assert answer.status_code == 409
        assert "Bo " in soup_of(answer).select_one("[role=alert]").get_text()
        assert name in soup_of(answer).select_one("[role=alert]").get_text()
        assert form_of(answer)[name] == f"Mine {name}"
        draft.refresh_from_db()
        assert f"Mine {name}" not in json.dumps(draft.data)
        assert client.post(address, form_of(answer) | {"do": "save"}).status_code == 302
        draft.refresh_from_db()
        assert f"Theirs {name}" not in json.dumps(draft.data)


def test_a_certificate_that_was_taken_away_meanwhile_is_not_lost(client, rung):
    draft = draft_of(rung)
    address = at(draft, "type", 0)
    mine = form_of(client.get(address)) | {"title": "Mine", "do": "save"}
    other = client_of(administrator())
    other.post(at(draft), form_of(other.get(at(draft))) | {"do": "remove 0"})
    answer = client.post(address, mine)
    assert answer.status_code == 409
    client.post(address, form_of(answer) | {"do": "save"})
    draft.refresh_from_db()
    assert [row["title"] for row in draft.next["certificate_types"]] == ["Mine"]


def test_r51_tried_on_people_by_name_with_the_requirement_that_fails(client, rung, deliver_all):
    person = rung.trainer(2)
    draft = rung.draft(asks_for(3))
    form = form_of(client.get(at(draft))) | {"valid_from": "2099-01-01", "do": "preview"}
    assert client.post(at(draft), form)["Location"] == at(draft, "preview")
    assert "Look at everybody" in words(client.get(at(draft, "preview")))
    client.post(at(draft, "preview"))
    deliver_all()
    shown = words(client.get(at(draft, "preview")))
    assert "this 1 person would no longer qualify" in shown
    assert str(person) in shown
    assert "“Training” had 2 who completed it, of 3." in shown
    assert "candidates finish under the version of their admission" in shown
    assert "Nobody would qualify who does not qualify today." in words(
        client.get(at(draft, "preview"), {"change": "gained"})
    )
    rung.draft(asks_for(4), lambda version: version.update(valid_from="2099-01-01"))
    assert "The draft was saved since" in words(client.get(at(draft, "preview")))


def test_the_pages_have_a_fixed_number_of_queries(client, rung, deliver_all, count_queries):
    people = [rung.trainer(1) for _number in range(3)]
    draft = rung.draft(asks_for(2), lambda version: version.update(valid_from="2099-01-01"))
    client.post(at(draft, "preview"))
    deliver_all()
    one = count_queries(lambda: client.get(at(draft, "preview"), {"change": "gained"}))
    three = count_queries(lambda: client.get(at(draft, "preview")))
    assert three == one + 1  # the names
    assert all(str(person) in words(client.get(at(draft, "preview"))) for person in people)


def test_published_with_its_changes_in_words_and_then_frozen(client, rung):
    draft = rung.draft(asks_for(3), lambda version: version.update(valid_from="2099-01-01"))
    shown = words(client.get(at(draft, "publish")))
    assert "completed by at least: 3" in shown
    assert "however long it takes (R51)" in shown
    assert "It holds from 1 January 2099 on" in shown
    edition = {"edition": draft.edition}
    assert client.post(at(draft, "publish"), {"edition": 1}).status_code == 409
    assert client.post(at(draft, "publish"), edition).status_code == 302
    assert SchemeVersion.objects.get(number=2).draft == draft
    for name in ("draft", "preview", "publish", "discard"):
        assert client.get(at(draft, name))["Location"] == reverse(
            "schemes:scheme", args=[rung.scheme.pk]
        )
    assert client.post(at(draft, "publish"), edition).status_code == 302
    assert SchemeVersion.objects.count() == 2


def test_with_mistakes_there_is_no_button_to_publish(client, rung):
    draft = rung.draft(lambda version: version.update(issuer_name=""))
    page = soup_of(client.get(at(draft, "publish")))
    assert "Here must be a text." in page.get_text()
    assert page.select_one("[name=edition]") is None
    answer = client.post(at(draft, "publish"), {"edition": draft.edition})
    assert answer.status_code == 409


def test_discarded_after_asking(client, rung):
    draft = draft_of(rung)
    assert "Discard the draft of version 2" in words(client.get(at(draft, "discard")))
    client.post(at(draft, "discard"))
    draft.refresh_from_db()
    assert draft.state == "discarded"


def test_the_date_simulator_is_filled_with_what_the_draft_says(client, rung):
    draft = draft_of(rung)
    for changes in ({"valid_months": "48"}, {"code": "guide"}):
        form = form_of(client.get(at(draft, "type", 0)))
        client.post(at(draft, "type", 0), form | changes | {"do": "save"})
        page = soup_of(client.get(at(draft, "type", 0)))
        link = page.find("a", string="What this would do in the next five years")["href"]
        asked = parse_qs(urlsplit(link).query)
        assert asked["valid_months"] == ["48"]
        shown = words(client.get(link))
        assert "One certificate as an example" in shown
        is_published = "code" not in changes
        assert asked.get("type") == ([str(rung.type.pk)] if is_published else None)
        assert ("This is not what “Leader” says" in shown) is is_published


@pytest.mark.parametrize("role", ["officer", "author", "coordinator", "auditor"])
def test_only_administrators_see_it(rung, role):
    draft, other = draft_of(rung), client_of(PersonFactory(roles=[role]))
    for address in (
        reverse("schemes:index"),
        reverse("schemes:scheme", args=[rung.scheme.pk]),
        *(at(draft, name) for name in ("draft", "preview", "publish", "discard")),
        at(draft, "type", 0),
    ):
        assert other.get(address).status_code in (302, 403)
        assert other.post(address).status_code in (302, 403)
    draft.refresh_from_db()
    assert (draft.state, draft.edition) == ("open", 1)


def test_the_list_has_a_fixed_number_of_queries(client, rung, count_queries):
    one = count_queries(lambda: client.get(reverse("schemes:index")))
    for _number in range(2):
        begin_draft(scheme=Rung().scheme, by=rung.by, at=timezone.now())
    assert count_queries(lambda: client.get(reverse("schemes:index"))) == one
