"""The auditor in a browser: three clicks to the signed list; writing, leaving and coming back refused."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.audits.packs.actions import KIND
from certification.evidence.actions import check_evidence
from lms.auditing.models import AuditEntry
from lms.jobs.models import Job
from lms.people.models import AccessGrant
from tests.factories import audits as make
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


def test_r60_r63_an_auditor_reads_to_the_signed_list_and_nothing_else(
    page, live_server, sign_in, deliver_all
):
    world = make.world()
    auditor = make.auditor(world.projects[0])
    sign_in(auditor)
    page.goto(live_server.url + reverse("portal:home"))
    expect(page.get_by_role("heading", name="Auditor's room")).to_be_visible()

    page.get_by_role("link", name="2 trained, cluster manager, P1: open the list").click()
    page.get_by_role("link", name="Ana0 OfP1").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="list P1 1.pdf").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.7 P1 0 %%EOF"

    page.get_by_role("link", name="Session 1").click()
    expect(page.get_by_text("Ana1 OfP1")).to_be_visible()
    expect(page.get_by_role("button", name="Save the list")).to_have_count(0)
    written = page.evaluate(
        """async () => {
            const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
            const answer = await fetch(location.href, {
                method: 'POST', headers: {'X-CSRFToken': token}, body: new FormData()});
            return answer.status;
        }"""
    )
    assert written == 404

    other = world.places[-1].person
    outside = page.goto(live_server.url + reverse("counts:person", args=[other.public_id]))
    assert outside.status == 404
    expect(page.get_by_text("OfP2")).to_have_count(0)

    page.goto(live_server.url + reverse("audits:own_log"))
    log = page.get_by_role("region", name="Log")
    expect(log.get_by_text("refused: an auditor changes nothing")).to_be_visible()
    expect(log.get_by_text("refused: outside the scope, or not there")).to_be_visible()
    expect(log.get_by_text("file", exact=True)).to_be_visible()

    make.over(auditor)
    back = page.goto(live_server.url + reverse("counts:trained"))
    assert back.status == 403
    expect(page.get_by_text("Your access as an auditor ended on")).to_be_visible()
    kept = AuditEntry.objects.filter(person=auditor).values_list("outcome", flat=True)
    assert {"opened", "writing", "outside", "ended"} == set(kept)


def test_an_auditor_takes_a_pack(page, live_server, sign_in, deliver_all):
    world = make.world()
    sign_in(make.auditor(world.projects[0]))
    page.goto(live_server.url + reverse("counts:people"))
    page.get_by_role("link", name="Evidence pack", exact=True).click()
    page.get_by_role("button", name="Get the pack ready").click()
    expect(page.get_by_role("heading", name="The evidence is being gathered")).to_be_visible()
    deliver_all()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take the pack").click()
    content = Path(download.value.path()).read_bytes()
    assert content[:2] == b"PK"
    assert len(content) == Job.objects.get(kind=KIND).result["size"]


def test_the_pages_of_audits_look_right(page, live_server, sign_in, looks_right, deliver_all):
    world = make.world()
    administrator = PersonFactory(roles=["administrator"])
    auditor = make.auditor(world.projects[0])
    over = make.auditor(*world.projects, person=PersonFactory(last_name="Formerly"))
    make.over(over)
    make.lose(world.lists[0])
    list(check_evidence(at=timezone.now()))
    question = "?rule=project&project=P1"
    person = reverse("counts:person", args=[world.places[0].person.public_id]) + question
    sign_in(auditor)
    looks_right(
        {
            "auditor-room": reverse("audits:home"),
            "auditor-figure": reverse("counts:trained") + question,
            "auditor-person": person,
            "auditor-list": reverse("attendance:list", args=[world.lists[1].session.uid]),
            "auditor-packs": reverse("audits:packs"),
            "auditor-new-pack": reverse("audits:new_pack") + question,
            "auditor-log": reverse("audits:own_log"),
        }
    )
    looks_right({"auditor-refused": reverse("lineage:scheme")}, status=403)
    sign_in(administrator)
    grant = AccessGrant.objects.get(person=auditor)
    looks_right(
        {
            "auditors": reverse("audits:auditors"),
            "auditors-access": reverse("audits:access", args=[grant.pk]),
            "auditors-log": reverse("audits:log"),
        }
    )
    sign_in(over)
    looks_right({"auditor-over": reverse("counts:trained")}, status=403)
