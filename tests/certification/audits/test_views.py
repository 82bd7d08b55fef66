"""The auditor's room: what lies in the scope, what does not, and what is kept of all of it (R60)."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from certification.counts import paper
from lms.api.actions import make_token
from lms.auditing.models import AuditEntry
from lms.people.models import AccessGrant
from tests.certification.counts.test_views import Links
from tests.factories import audits as make
from tests.factories.deliveries import participant
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
PEOPLE = "counts:people"


@pytest.fixture
def world(db):
    return make.world()


@pytest.fixture
def person(world):
    return make.auditor(world.projects[0])


@pytest.fixture
def auditor(client_of, person):
    return client_of(person)


def text(answer) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode("utf-8-sig")


def kept() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.order_by("pk")
    return [(row.route, row.what, row.outcome) for row in rows]


def test_r63_figure_list_person_signed_list_in_three_clicks(auditor, world):
    room = Links(auditor.get(reverse("audits:home"))).links
    figure = next(href for href, said in room if said == "2")
    listed = Links(auditor.get(figure)).links
    named = next(href for href, said in listed if said == "Ana0 OfP1")
    shown = Links(auditor.get(named)).links
    scan = next(href for href, said in shown if said == "list P1 1.pdf")

    answer = auditor.get(scan)

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 P1 0 %%EOF"
    assert kept() == [
        ("audits:home", "page", "opened"),
        ("counts:people", "page", "opened"),
        ("counts:person", "page", "opened"),
        ("attendance:file", "file", "opened"),
    ]
    entry = AuditEntry.objects.get(route="counts:people")
    assert "project=P1" in entry.query
    assert (entry.method, entry.path, entry.status) == ("GET", reverse(PEOPLE), 200)


def test_r60_every_figure_list_and_export_stays_in_the_scope(auditor, world):
    figure = auditor.get(reverse("counts:trained")).content.decode()
    names = auditor.get(reverse(PEOPLE)).content.decode()
    missing = auditor.get(reverse("counts:not_counted")).content.decode()
    export = text(auditor.get(reverse("counts:export", args=["csv"])))
    table = text(auditor.get(reverse("counts:regions_table")))

    assert sum(int(row["trained"]) for row in csv.DictReader(io.StringIO(table))) == 2
    assert AuditEntry.objects.get(route="counts:regions_table").code in table
    assert "2 trained: open the list" in figure
    assert "P2" not in figure
    for page in (names, export):
        assert "OfP1" in page
        assert "OfP2" not in page
    assert "OfP2" not in missing


def test_r60_what_is_outside_is_refused_as_what_is_not_there(auditor, world):
    other = world.places[-1].person
    outside = [
        (reverse("counts:person", args=[other.public_id]), 404),
        (reverse("counts:trained") + "?project=P2", 403),
        (reverse("counts:trained") + "?project=NO-SUCH", 403),
        (reverse("attendance:lists", args=[world.deliveries[1].uid]), 404),
        (reverse("attendance:list", args=[world.lists[2].session.uid]), 404),
        (reverse("attendance:file", args=[world.lists[2].uid]), 404),
        (reverse("audits:new_pack") + f"?person={other.public_id}", 404),
        (reverse("counts:labels", args=["bronze"]), 403),
        (reverse("lineage:scheme"), 403),
        (reverse("lineage:person", args=[other.public_id]), 404),
        (reverse("decisions:list"), 403),
        (reverse("certificates:list"), 403),
        ("/admin/", 302),
    ]

    assert [auditor.get(address).status_code for address, _status in outside] == [
        status for _address, status in outside
    ]
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.outcome for entry in entries] == ["outside"] * len(outside)
    assert entries[1].query == "project=P2"


def test_r60_whose_place_the_project_pays_for_is_alone_on_the_list_of_another(client_of, world):
    """A delivery of P2 in which P1 pays for one place: its list shows that one."""
    guest = participant(
        world.deliveries[1], PersonFactory(first_name="Guest"), project=world.projects[0]
    )
    auditor = client_of(make.auditor(world.projects[0]))

    page = auditor.get(reverse("attendance:list", args=[world.lists[2].session.uid]))

    assert str(guest.person) in page.content.decode()
    assert "OfP2" not in page.content.decode()


def test_r60_the_project_in_the_scope_has_its_page_and_others_are_not_there(auditor, world):
    inside, outside = world.projects[0], world.projects[1]
    page = auditor.get(reverse("targets:project", args=[inside.pk]))
    assert inside.title in page.content.decode()
    assert auditor.get(reverse("targets:project", args=[outside.pk])).status_code == 404
    listed = auditor.get(reverse("targets:projects")).context["page"]
    assert [each.pk for each in listed] == [inside.pk]
    assert ("targets:project", "page", "outside") in kept()


def test_r60_a_write_is_refused_and_kept(auditor, world):
    session = world.lists[0].session
    writes = [
        (reverse("attendance:list", args=[session.uid]), 404),
        (reverse("attendance:scan", args=[session.uid]), 404),
        (reverse("counts:trained"), 405),
        (reverse("audits:auditors"), 403),
        (reverse("deliveries:change", args=[world.deliveries[0].uid]), 404),
    ]

    assert [auditor.post(address).status_code for address, _status in writes] == [
        status for _address, status in writes
    ]
    assert {entry.outcome for entry in AuditEntry.objects.all()} == {"writing"}
    assert AuditEntry.objects.count() == len(writes)


def test_r60_after_the_last_day_every_page_says_so_and_the_attempt_is_kept(auditor, world, person):
    make.over(person)
    pages = [
        reverse("audits:home"),
        reverse("counts:trained"),
        reverse("counts:export", args=["csv"]),
        reverse("attendance:file", args=[world.lists[0].uid]),
        reverse("audits:new_pack"),
    ]
    for page in pages:
        answer = auditor.get(page)
        assert answer.status_code == 403
        assert "Your access as an auditor ended on" in answer.content.decode()
    assert auditor.post(reverse("counts:trained")).status_code == 403
    assert {entry.outcome for entry in AuditEntry.objects.all()} == {"ended"}
    assert AuditEntry.objects.filter(grant__person=person).count() == len(pages) + 1
    assert auditor.get(reverse("portal:home")).status_code == 200


def test_r60_who_never_audited_is_not_told_of_an_end_and_not_kept(client_of, world):
    answer = client_of(PersonFactory()).get(reverse("counts:trained"))

    assert answer.status_code == 403
    assert "auditor ended" not in answer.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_r60_an_export_carries_who_what_for_when_and_a_code_that_leads_back(
    auditor, client_of, person, form
):
    answer = auditor.get(reverse("counts:export", args=[form]))
    content = b"".join(answer.streaming_content)
    entry = AuditEntry.objects.get(what="export")
    mark = (f"{person} <{person.email}>", "Check of the final report", entry.code)

    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        head, *rows = sheet.iter_rows(values_only=True)
        rows = [dict(zip(head, row, strict=True)) for row in rows]
        assert entry.code in sheet.oddFooter.center.text
    elif form == "json":
        rows = json.loads(content)
    else:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 2
    for row in rows:
        assert (row["exported_by"], row["export_purpose"], row["export_code"]) == mark
        assert row["exported_at"]

    log = client_of(roles=["administrator"]).get(reverse("audits:log") + f"?q={entry.code.lower()}")
    assert entry.code in log.content.decode()
    assert str(person) in log.content.decode()
    assert log.context["page"].paginator.count == 1


def test_r60_a_pdf_carries_the_mark_on_each_page_and_has_a_limit(auditor, monkeypatch):
    address = reverse("counts:export", args=["pdf"])
    page = PdfReader(io.BytesIO(auditor.get(address).content)).pages[0].extract_text()
    entry = AuditEntry.objects.get(what="export")

    assert "Ana0 OfP1" in page
    assert "OfP2" not in page
    assert page.count(f"Code {entry.code}") == 4  # behind the text, and in the footer

    monkeypatch.setattr(paper, "MOST", 1)
    answer = auditor.get(address)
    assert answer.status_code == 422
    assert "A PDF holds at most 1 rows." in answer.content.decode()


def test_an_export_of_others_carries_no_mark(client_of, world):
    client = client_of(roles=["administrator"])

    head = text(client.get(reverse("counts:export", args=["csv"]))).splitlines()[0]

    assert "export_code" not in head
    assert not AuditEntry.objects.exists()


def test_r60_a_token_opens_no_more_than_its_person_may_read(client, world, person):
    now = timezone.now()
    token = make_token(person=person, scopes=["counts:read"], by=None, at=now)

    def ask(query: str):
        headers = {"Authorization": f"Bearer {token}"}
        return client.get(f"/api/v1/counts?rule=project{query}", headers=headers)

    assert ask("").json()["value"] == 2
    assert ask("&project=P2").status_code == 403
    make.over(person)
    answer = ask("")
    assert answer.status_code == 403
    assert "ended on" in answer.json()["detail"]
    assert [outcome for _route, _what, outcome in kept()] == ["opened", "outside", "ended"]


def test_the_whole_scheme_is_read_without_a_scope_and_kept_as_well(client_of, world):
    auditor = client_of(make.auditor())

    assert "OfP2" in auditor.get(reverse(PEOPLE)).content.decode()
    assert auditor.get(reverse("lineage:scheme")).status_code == 200
    assert len(kept()) == 2


def test_nothing_in_the_room_leads_to_where_something_is_changed(auditor):
    room = auditor.get(reverse("audits:home"), follow=True)
    home = auditor.get(reverse("portal:home"))

    assert home["Location"] == reverse("audits:home")
    shown = {href for href, _said in Links(room).links}
    assert not {reverse("deliveries:deliveries"), reverse("portal:details")} & shown
    assert [item["label"] for item in room.context["nav_items"]] == [
        "Auditor's room",
        "Trained counts",
        "Evidence packs",
        "Disputes",
        "Check a certificate",
    ]


def test_the_own_log_is_paged_shows_refusals_and_nobody_elses(auditor, person, world):
    other = PersonFactory(roles=["auditor"])
    said = {"at": timezone.now(), "method": "GET", "status": 200, "what": "page"}
    AuditEntry.objects.bulk_create(
        [AuditEntry(person=person, path=f"/{n}", outcome="opened", **said) for n in range(60)]
        + [AuditEntry(person=person, path="/shut", outcome="outside", **said)]
        + [AuditEntry(person=other, path="/theirs", outcome="opened", **said)]
    )

    first = auditor.get(reverse("audits:own_log"))
    refused = auditor.get(reverse("audits:own_log") + "?shown=refused")

    assert first.context["page"].paginator.count == 61
    assert len(first.context["page"].object_list) == 50
    assert [entry.path for entry in refused.context["page"]] == ["/shut"]


def test_an_administrator_lets_in_and_ends(client_of, world, django_assert_num_queries):
    somebody = PersonFactory(email="new@audit.example")
    client = client_of(roles=["administrator"])
    today = timezone.localdate()
    said = {
        "email": "New@audit.example",
        "scope": "projects",
        "projects": [world.projects[1].pk],
        "purpose": "On the spot",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=5)).isoformat(),
    }
    assert client.post(reverse("audits:auditors"), said | {"projects": []}).status_code == 422
    unknown = client.post(reverse("audits:auditors"), said | {"email": "nobody@audit.example"})
    assert "Nobody signs in with this address" in unknown.content.decode()

    answer = client.post(reverse("audits:auditors"), said)

    grant = AccessGrant.objects.of_auditors().get(person=somebody)
    assert answer["Location"] == reverse("audits:access", args=[grant.pk])
    assert [each.project for each in grant.audited.all()] == [world.projects[1]]
    listed = client.get(reverse("audits:auditors")).content.decode()
    assert "ends soon" in listed
    client.post(reverse("audits:end", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.ended_at is not None


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_administrators_cost_a_fixed_number_of_queries(
    client_of, world, django_assert_num_queries, number
):
    for _each in range(number):
        make.auditor(*world.projects, person=PersonFactory())
    client = client_of(roles=["administrator"])
    with django_assert_num_queries(9):
        client.get(reverse("audits:auditors"))


@pytest.mark.parametrize("number", [1, 2])
def test_the_room_costs_a_fixed_number_of_queries(
    client_of, world, django_assert_num_queries, number
):
    auditor = client_of(make.auditor(*world.projects[:number], person=PersonFactory()))
    with django_assert_num_queries(16):
        auditor.get(reverse("audits:home"))


@pytest.mark.parametrize("role", ["auditor", "project_auditor"])
def test_whose_role_has_no_scope_or_end_yet_reads_as_before(client_of, world, role):
    """A role that was given before there were scopes: everything, or nothing where projects bind."""
    client = client_of(roles=[role])

    total = client.get(reverse("counts:trained")).context["total"]

    assert total == (4 if role == "auditor" else 0)
    assert client.get(reverse("audits:home")).status_code == 200
