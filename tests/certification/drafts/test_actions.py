"""Drafts: one open at a time, kept as typed, told when another saved it, published once and frozen (R51)."""

import json
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from certification.drafts.actions import begin_draft, discard_draft, publish_draft, save_draft
from certification.drafts.models import SchemeDraft
from certification.drafts.queries import problems
from certification.schemes.actions import install_scheme
from certification.schemes.models import SchemeVersion
from certification.schemes.queries import type_for, version_as_data
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.drafts import RUNG, Rung, asks_for
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SCHEMES = sorted((Path(settings.BASE_DIR) / "content" / "schemes").rglob("*.json"))


def administrator():
    return PersonFactory(roles=["administrator"])


def refused(code: str, call, **more) -> str:
    with pytest.raises(Refused) as refusal:
        call(**more)
    assert refusal.value.code == code
    return refusal.value.sentence


def publish(draft, by, at=AT, edition=None) -> SchemeVersion:
    return publish_draft(draft=draft, edition=edition or draft.edition, by=by, at=at)


def events(prefix="") -> list[str]:
    rows = Event.objects.filter(name__regex=r"^(drafts|schemes)\.").order_by("pk")
    return [name for name in rows.values_list("name", flat=True) if name.startswith(prefix)]


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_r51_a_draft_begun_and_published_unchanged_is_an_equal_version(path):
    data = json.loads(path.read_text())
    if data.get("programme"):
        data["programme"] = programme_page().code
    for version in data["versions"]:  # the programme of the test has one module
        for kind in version["certificate_types"]:
            for row in kind["requirements"]:
                if row["kind"] == "modules_passed":
                    row["parameters"]["modules"] = ["M1"]
    scheme = install_scheme(data=data, by=None, at=AT)
    before = version_as_data(scheme.versions.get())
    by = administrator()
    draft = begin_draft(scheme=scheme, by=by, at=AT)
    assert problems(draft, AT) == []
    after = version_as_data(publish(draft, by))
    other = {"number": before["number"] + 1, "valid_from": "2026-04-01"}
    assert after == before | other
    assert version_as_data(scheme.versions.get(number=before["number"])) == before


def test_begun_once_with_the_day_of_the_next_month():
    rung = Rung()
    draft = begin_draft(scheme=rung.scheme, by=rung.by, at=AT)
    assert begin_draft(scheme=rung.scheme, by=administrator(), at=AT + DAY) == draft
    assert (draft.next["number"], draft.next["valid_from"]) == (2, "2026-04-01")
    assert events("drafts") == ["drafts.begun"]
    twin = SchemeDraft(
        scheme=rung.scheme, data={}, begun_at=AT, begun_by=rung.by, saved_at=AT, saved_by=rung.by
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_it_is_kept_as_it_was_typed_and_not_published_with_mistakes():
    rung = Rung()
    draft = rung.draft(lambda version: version.update(appeal_days="a month"))
    draft.refresh_from_db()
    assert draft.next["appeal_days"] == "a month"
    assert [place for place, _text in problems(draft, AT)] == ["versions[1].appeal_days"]
    said = refused("draft_mistaken", publish, draft=draft, by=rung.by)
    assert said == "1 thing is not right yet; it is said at its place."
    assert SchemeVersion.objects.count() == 1


def test_the_second_of_two_people_is_told_and_what_was_saved_stays():
    rung = Rung()
    draft = rung.draft(asks_for(2))
    first, second = administrator(), administrator()
    mine, theirs = deepcopy(draft.data), deepcopy(draft.data)
    mine["versions"][1]["issuer_name"], theirs["versions"][1]["issuer_name"] = "One", "Two"
    save = {"draft": draft, "edition": draft.edition, "at": AT}
    saved = save_draft(data=mine, by=first, **save)
    assert save_draft(data=mine, by=first, **save) == saved
    said = refused("draft_saved_meanwhile", save_draft, data=theirs, by=second, **save)
    assert said.startswith(f"{first} saved this draft on 2 March 2026")
    assert SchemeDraft.objects.get().next["issuer_name"] == "One"
    assert events("drafts") == ["drafts.begun", "drafts.saved", "drafts.saved"]
    refused("draft_saved_meanwhile", publish, draft=draft, by=second, edition=draft.edition)


def test_r51_only_the_next_version_and_the_end_of_the_one_before_are_edited():
    rung = Rung()
    draft = rung.draft()

    def save(change) -> SchemeDraft:
        data = deepcopy(draft.data)
        change(data)
        return save_draft(draft=draft, data=data, edition=draft.edition, by=rung.by, at=AT)

    for change in (
        lambda data: data.update(zone="Asia/Tokyo"),
        lambda data: data["versions"][0].update(issuer_name="Other"),
        lambda data: data["versions"][1].update(number=7),
    ):
        refused("draft_frame", save, change=change)
    draft = save(lambda data: data["versions"][0].update(valid_until="2027-04-01"))
    publish(draft, rung.by)
    assert rung.scheme.versions.get(number=1).valid_until == date(2027, 4, 1)
    assert events("schemes")[2:] == ["schemes.version_ended", "schemes.version_installed"]


def test_r51_published_once_and_who_was_admitted_before_stays():
    rung = Rung()
    admitted = enrolment(programme=rung.programme).person
    draft = rung.draft(asks_for(6))
    version = publish(draft, rung.by)
    draft.refresh_from_db()
    assert publish(draft, administrator()) == version
    assert (draft.state, draft.version) == ("published", version)
    assert Event.objects.filter(name="schemes.version_installed", by=rung.by).count() == 1
    later = AT + timedelta(days=60)
    assert type_for(admitted, rung.scheme, "leader", later).version.number == 1
    assert type_for(PersonFactory(), rung.scheme, "leader", later).version == version
    save = {"draft": draft, "data": draft.data | {"x": 1}, "edition": 2, "at": AT}
    refused("draft_closed", save_draft, by=rung.by, **save)
    assert begin_draft(scheme=rung.scheme, by=rung.by, at=AT).next["number"] == 3


def test_discarded_once_and_then_neither_saved_nor_published():
    rung = Rung()
    draft = rung.draft()
    discard_draft(draft=draft, by=rung.by, at=AT)
    discard_draft(draft=draft, by=rung.by, at=AT)
    assert events("drafts") == ["drafts.begun", "drafts.discarded"]
    refused("draft_closed", publish, draft=draft, by=rung.by)
    assert begin_draft(scheme=rung.scheme, by=rung.by, at=AT) != draft


def test_only_administrators_have_a_hand_in_it():
    rung = Rung()
    draft, officer = rung.draft(), PersonFactory(roles=["officer", "author"])
    for call in (
        lambda: begin_draft(scheme=rung.scheme, by=officer, at=AT),
        lambda: save_draft(draft=draft, data={}, edition=1, by=officer, at=AT),
        lambda: discard_draft(draft=draft, by=officer, at=AT),
        lambda: publish(draft, officer),
    ):
        refused("not_administrator", call)


def test_r49_a_certification_is_not_granted_by_rule():
    rung = Rung()
    draft = rung.draft(lambda version: version["certificate_types"][0].update(is_automatic=True))
    (found,) = problems(draft, AT)
    assert found[0] == "versions[1].certificate_types[0].is_automatic"
    assert "R49" in found[1]


def test_r51_it_begins_tomorrow_at_the_earliest_and_leaves_no_day_without_a_version():
    rung = Rung()

    def said(first: str, end: str | None = None) -> list[str]:
        data = deepcopy(rung.draft().data)
        data["versions"][0]["valid_until"], data["versions"][1]["valid_from"] = end, first
        draft = SchemeDraft(scheme=rung.scheme, data=data)
        return [place for place, _text in problems(draft, AT)]

    assert said(AT.date().isoformat()) == ["versions[1].valid_from"]
    assert said((AT.date() + DAY).isoformat()) == []
    assert said("2026-05-01", "2026-04-30") == ["versions[0].valid_until"]
    assert said("2026-05-01", "2026-05-01") == []
    assert said("soon", "never") == ["versions[0].valid_until", "versions[1].valid_from"]


def test_codes_that_nobody_could_fulfil_are_told_also_inside_others():
    rung = Rung()
    inside = {
        "of": [
            {"kind": "modules_passed", "parameters": {"modules": ["M1", "M99"]}},
            {"kind": "certificate_valid", "parameters": {"types": ["nobody"], "title": "Nobody"}},
        ]
    }

    def change(version) -> None:
        version["certificate_types"][0]["requirements"].append(
            {"purpose": "grant", "kind": "any", "parameters": inside}
        )

    place = "versions[1].certificate_types[0].requirements[2].parameters.of"
    assert problems(rung.draft(change), AT) == [
        (f"{place}[0]", "The programme has no module “M99”."),
        (f"{place}[1]", "This version has no certificate “nobody”."),
    ]


def test_a_version_that_was_installed_meanwhile_is_not_written_over():
    rung = Rung()
    draft = rung.draft()
    other = draft.data | {"versions": [draft.before, draft.next | {"issuer_name": "Other"}]}
    install_scheme(data=other, by=None, at=AT)
    assert [place for place, _text in problems(draft, AT)] == ["versions"]
    refused("draft_mistaken", publish, draft=draft, by=rung.by)
    assert RUNG["requirements"][0]["parameters"]["completers"] == 1  # nothing leaked into it
