"""Session packs: signed rows, one entry for each, and a sheet whose codes note one person each."""

import io
import json
import uuid
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.enrolment.actions import record_pack
from courses.enrolment.attendance.documents import offline_page, sheet_address, sign_in_sheet
from courses.enrolment.attendance.packs import pack_key, row_hash
from courses.enrolment.models import AttendanceEntry, Evidence
from lms.errors import Refused
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def row_of(place, minutes=60, *, excused=False, at=None) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "place": str(place.uid),
        "name": place.person.get_full_name(),
        "minutes": minutes,
        "excused": excused,
        "made_at": (at or timezone.now()).isoformat(),
    }


def pack_of(session, rows, pack=None, **changed) -> bytes:
    """A file as the offline page makes it."""
    pack = pack or uuid.uuid4()
    key = pack_key(session, pack)
    entries = [row | {"hash": row_hash(key, row)} for row in rows]
    said = {"format": "cascade-session-pack", "version": 1, "session": str(session.uid)}
    return json.dumps(said | {"pack": str(pack), "entries": entries} | changed).encode()


def stands(place) -> list[tuple]:
    return list(place.attendance.values_list("minutes", "is_excused", "source"))


def send(session, data, by, name="pack.json"):
    return record_pack(session=session, data=data, name=name, by=by, at=timezone.now())


def test_r62_a_pack_sent_twice_or_with_more_rows_adds_each_row_once(lead, session, places):
    ana, bruno = places
    first, second = row_of(ana), row_of(bruno, 0, excused=True)
    for rows in ([first], [first, second], [first, first], [second]):
        send(session, pack_of(session, rows), lead)
    assert stands(ana) == [(60, False, "session pack")]
    assert stands(bruno) == [(0, True, "session pack")]
    assert ana.attendance.get().evidence.kind == Evidence.Kind.OTHER


@pytest.mark.parametrize(
    "change", [{"minutes": 59}, {"excused": True}, {"name": "Bruno Berg"}, {"hash": "0" * 64}]
)
def test_r62_a_row_that_was_changed_is_named_and_nothing_is_taken_in(lead, session, places, change):
    said = json.loads(pack_of(session, [row_of(places[1]), row_of(places[0])]))
    said["entries"][1] |= change
    with pytest.raises(Refused, match="Row 2 .* was changed") as refusal:
        send(session, json.dumps(said).encode(), lead)
    assert refusal.value.code == "row_changed"
    assert not AttendanceEntry.objects.exists() and not Evidence.objects.exists()


def test_a_pack_of_another_session_or_about_a_stranger_is_refused(lead, session, places):
    other = session.delivery.sessions.exclude(pk=session.pk).first()
    with pytest.raises(Refused, match="another session"):
        send(session, pack_of(other, [row_of(places[0])]), lead)
    with pytest.raises(Refused, match="Row 1 is about nobody"):
        send(session, pack_of(session, [row_of(participant(training()))]), lead)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b'{"format": "cascade-session-pack"}', b"\xff", b"[" * 100_000, b'"x"'],
)
def test_what_is_no_pack_is_said_to_be_none(lead, session, data):
    with pytest.raises(Refused, match="not a file that a session pack made"):
        send(session, data, lead)


@pytest.mark.parametrize("rows", [[None], [5], [{}], [{"id": "x"}], [["a"]]])
def test_rows_that_cannot_be_read_are_named(lead, session, rows):
    said = json.loads(pack_of(session, [])) | {"entries": rows}
    with pytest.raises(Refused, match="Row 1 .* cannot be read"):
        send(session, json.dumps(said).encode(), lead)


def test_the_page_takes_a_pack_and_explains_a_wrong_one(client_of, lead, session, places):
    client, url = client_of(lead), reverse("attendance:pack", args=[session.uid])
    file = SimpleUploadedFile("pack.json", pack_of(session, [row_of(places[0])]))
    assert client.post(url, {"file": file}).status_code == 302
    wrong = SimpleUploadedFile("pack.json", b"{}")
    answer = client.post(url, {"file": wrong})
    assert answer.status_code == 422 and "not a file" in answer.content.decode()
    assert len(stands(places[0])) == 1


def test_only_who_keeps_the_list_sends_a_pack(session, places):
    with pytest.raises(Refused) as refusal:
        send(session, pack_of(session, [row_of(places[0])]), PersonFactory())
    assert refusal.value.code == "not_allowed"


def test_the_sheet_has_a_row_for_each_participant(session, places):
    drawn = pypdf.PdfReader(io.BytesIO(sign_in_sheet(session, places)))
    text = "".join(page.extract_text() for page in drawn.pages)
    assert "Ana Álvarez" in text and "Bruno Berg" in text and session.title in text


def test_r62_a_code_of_the_sheet_notes_one_person_once(client_of, lead, session, places):
    client, ana = client_of(lead), places[0]
    url = sheet_address(session, ana).removeprefix("http://127.0.0.1:8000")
    assert "Ana Álvarez" in client.get(url).content.decode()
    for _time in range(2):
        assert "Noted." in client.post(url, {"choice": "full"}).content.decode()
    other = client.post(url, {"choice": "absent"})
    assert other.status_code == 422 and "noted under this id" in other.content.decode()
    assert stands(ana) == [(60, False, "session pack")]
    assert client.get(url[:-2] + "x/").status_code == 404
    assert client_of(ana.person).get(url).status_code == 404


def test_the_offline_page_asks_nobody_and_carries_its_list(session, places):
    made = offline_page(session, places, uuid.uuid4())
    assert "Ana Álvarez" in made and "<style>" in made and "importKey" in made
    assert "<link" not in made and "src=" not in made and "<\\u002Fscript" not in made


def test_a_clock_that_is_ahead_is_refused(lead, session, places):
    late = row_of(places[0], at=timezone.now() + timedelta(minutes=30))
    with pytest.raises(Refused, match="clock"):
        send(session, pack_of(session, [late]), lead)
