"""The pages on which attendance is noted, read and unlocked."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.models import Coordination, Project
from courses.enrolment.models import AttendanceEntry, Evidence, ListUnlock
from courses.enrolment.rules import check_in_code
from lms.journal.models import Event
from tests.factories.deliveries import attend, participant
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def address(name: str, session) -> str:
    return reverse(f"attendance:{name}", args=[session.uid])


def row(place, choice, minutes="", shown="", uid=None) -> dict:
    said = {"uid": uid or uuid.uuid4(), "shown": shown, "choice": choice, "minutes": minutes}
    return {f"{name}-{place.uid}": str(value) for name, value in said.items()}


def stands(place) -> list[tuple]:
    return list(place.attendance.values_list("minutes", "is_excused", "source"))


def test_r62_a_list_is_marked_in_minutes_and_sending_it_twice_adds_nothing(
    client_of, lead, session, places
):
    client, (ana, bruno) = client_of(lead), places
    sent = row(ana, "part", "45") | row(bruno, "excused")
    for _time in range(2):
        assert client.post(address("list", session), sent).status_code == 302
    assert stands(ana) == [(45, False, "trainer")]
    assert stands(bruno) == [(0, True, "trainer")]
    entry = ana.attendance.get()
    assert entry.recorded_by == lead
    page = client.get(address("list", session)).content.decode()
    assert lead.get_full_name() in page and "45 min" in page and "locks on" in page


def test_rows_that_were_not_changed_add_nothing(client_of, lead, session, places):
    client, (ana, bruno) = client_of(lead), places
    attend(session, ana, 60, by=lead, at=timezone.now())
    sent = row(ana, "full", shown="60") | row(bruno, "absent")
    client.post(address("list", session), sent)
    assert (len(stands(ana)), stands(bruno)) == (1, [(0, False, "trainer")])


def test_one_row_that_makes_no_sense_saves_nothing_and_loses_nothing(
    client_of, lead, session, places
):
    client, (ana, bruno) = client_of(lead), places
    answer = client.post(
        address("list", session), row(ana, "full") | row(bruno, "part", "61 or so")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write minutes from 0 to 60." in page and "61 or so" in page
    assert not AttendanceEntry.objects.exists()


def test_a_page_that_was_saved_already_gets_new_ids_and_keeps_what_was_typed(
    client_of, lead, session, places
):
    client, ana, uid = client_of(lead), places[0], uuid.uuid4()
    client.post(address("list", session), row(ana, "full", uid=uid))
    answer = client.post(address("list", session), row(ana, "part", "30", uid=uid))
    assert answer.status_code == 422
    assert str(uid) not in answer.content.decode() and 'value="30"' in answer.content.decode()
    assert len(stands(ana)) == 1


def kept_mark(place, choice="full", minutes="", **said) -> dict:
    made = {"uid": str(uuid.uuid4()), "place": str(place.uid), "choice": choice}
    return made | {"minutes": minutes, "made_at": timezone.now().isoformat()} | said


def send(client, session, marks, query=""):
    return client.post(address("marks", session) + query, {"marks": json.dumps(marks)})


def test_r62_kept_marks_are_answered_one_by_one_and_the_last_made_stands(
    client_of, lead, session, places
):
    client, (ana, bruno) = client_of(lead), places
    early = (timezone.now() - timedelta(minutes=5)).isoformat()
    late, first = kept_mark(ana, "part", "20"), kept_mark(ana, made_at=early)
    wrong = kept_mark(bruno, "part", "999")
    for _time in range(2):
        said = send(client, session, [late, first, wrong]).json()
    assert set(said["saved"]) == {late["uid"], first["uid"]}
    assert said["refused"] == {wrong["uid"]: "Write minutes from 0 to 60."}
    assert (
        "20 min" in said["lines"][str(ana.uid)]
        and "one earlier entry" in said["lines"][str(ana.uid)]
    )
    assert said["present"] == 1
    assert len(stands(ana)) == 2 and not stands(bruno)


@pytest.mark.parametrize("marks", ["", "{", '"x"', "[1]", '[{"uid": 5}]'])
def test_marks_that_cannot_be_read_are_no_error_of_ours(client_of, lead, session, marks):
    answer = client_of(lead).post(address("marks", session), {"marks": marks})
    assert answer.status_code in {200, 400}
    assert not answer.json().get("saved")


def test_r62_a_locked_list_says_so_and_an_administrator_unlocks_it(
    client_of, lead, session, places
):
    session.starts_at = timezone.now() - timedelta(days=20)
    session.save()
    client, ana = client_of(lead), places[0]
    assert "This list is locked" in client.get(address("list", session)).content.decode()
    answer = client.post(address("list", session), row(ana, "full"))
    assert "locked since" in answer.content.decode() and not stands(ana)
    assert client.get(address("unlock", session)).status_code == 403
    administrator = client_of(roles=["administrator"])
    assert administrator.post(address("unlock", session), {"days": 3}).status_code == 422
    administrator.post(address("unlock", session), {"days": 3, "reason": "The list came late."})
    assert ListUnlock.objects.get().reason == "The list came late."
    assert client_of(lead).post(address("list", session), row(ana, "full")).status_code == 302
    assert stands(ana) == [(60, False, "trainer")]


def test_r27_a_closed_delivery_asks_why(client_of, lead, session, places):
    delivery = session.delivery
    delivery.closed_at = timezone.now()
    delivery.save()
    client, ana = client_of(lead), places[0]
    assert client.post(address("list", session), row(ana, "full")).status_code == 422
    client.post(address("list", session), row(ana, "full") | {"reason": "Found the list."})
    assert delivery.corrections.get().reason == "Found the list."


def test_who_reads_lists_and_who_keeps_them(client_of, lead, delivery, session, places):
    delivery.project = Project.objects.create(
        code="P", title="P", starts_on="2026-01-01", ends_on="2027-01-01", zone="UTC"
    )
    delivery.save()
    coordinator = PersonFactory()
    Coordination.objects.create(project=delivery.project, person=coordinator)
    readers = [coordinator, PersonFactory(roles=["auditor"])]
    for person in readers:
        client = client_of(person)
        assert client.get(address("list", session)).status_code == 200
        assert client.post(address("list", session), row(places[0], "full")).status_code == 404
        assert client.get(address("screen", session)).status_code == 404
    for person in (places[0].person, PersonFactory()):
        assert client_of(person).get(address("list", session)).status_code == 404


def test_the_lists_of_a_delivery_show_how_full_they_are(client_of, lead, delivery, places):
    first = delivery.sessions.first()
    attend(first, places[0], 60)
    attend(first, places[1], 0)
    page = client_of(lead).get(reverse("attendance:lists", args=[delivery.uid])).content.decode()
    assert "2/2" in page and "60/300" in page and "20.00 %" in page
    own = client_of(places[0].person).get(reverse("attendance:lists", args=[delivery.uid]))
    assert "My attendance" in own.content.decode() and "2/2" not in own.content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_takes_the_same_number_of_queries(
    client_of, lead, delivery, session, many, django_assert_max_num_queries
):
    for _number in range(many - 1):
        attend(session, participant(delivery), 30, by=lead, at=timezone.now())
    attend(session, participant(delivery), 30, by=lead, at=timezone.now())
    client = client_of(lead)
    client.get(address("list", session))
    with django_assert_max_num_queries(24):
        client.get(address("list", session))
    with django_assert_max_num_queries(20):
        client.get(reverse("attendance:lists", args=[delivery.uid]))


def test_a_signed_list_is_kept_and_what_it_shows_points_to_it(
    client_of, lead, session, places, scan_of_list
):
    client, ana = client_of(lead), places[0]
    for _time in range(2):
        file = SimpleUploadedFile("list.png", scan_of_list)
        answer = client.post(address("scan", session), {"file": file})
    evidence = Evidence.objects.get()
    assert answer["Location"].endswith(f"?evidence={evidence.uid}")
    client.post(answer["Location"], row(ana, "full"))
    entry = ana.attendance.get()
    assert (entry.source, entry.evidence) == ("signed list", evidence)
    download = client.get(reverse("attendance:file", args=[evidence.uid]))
    assert b"".join(download.streaming_content) == scan_of_list
    assert download["Content-Disposition"] == 'attachment; filename="list.png"'
    assert client_of(ana.person).get(download.request["PATH_INFO"]).status_code == 404
    handed_out = Event.objects.get(name="enrolment.evidence_handed_out")
    assert (handed_out.by, handed_out.subject_id) == (lead, evidence.pk)


def test_a_file_that_is_gone_is_not_found_and_nobody_was_given_it(
    client_of, lead, session, scan_of_list
):
    client = client_of(lead)
    client.post(address("scan", session), {"file": SimpleUploadedFile("list.png", scan_of_list)})
    evidence = Evidence.objects.get()
    evidence.file.storage.delete(evidence.file.name)
    assert client.get(reverse("attendance:file", args=[evidence.uid])).status_code == 404
    assert not Event.objects.filter(name="enrolment.evidence_handed_out").exists()


@pytest.mark.parametrize("data", [b"MZ not a scan", b"<html>%PDF-</html>", b"\x89PNG\r\n\x1a\n"])
def test_a_file_is_judged_by_its_content(client_of, lead, session, data):
    file = SimpleUploadedFile("list.pdf", data)
    answer = client_of(lead).post(address("scan", session), {"file": file})
    assert answer.status_code == 422
    assert "this file is none" in answer.content.decode()
    assert not Evidence.objects.exists()


def code_of(session, at=None) -> str:
    return check_in_code(session.check_in_secret, at or timezone.now())


def test_r62_a_participant_scans_signs_in_and_is_checked_in(client, client_of, session, places):
    ana, here = places[0], reverse("check_in", args=[session.uid])
    answer = client.get(here, {"code": code_of(session)})
    assert answer["Location"].endswith(f"?next={here}")
    client_of(ana.person)
    assert "You are signed in as" in client.get(here).content.decode()
    for _time in range(2):
        assert "You are checked in." in client.post(here).content.decode()
    assert stands(ana) == [(60, False, "check-in")]


def test_r62_a_typed_code_checks_in_and_an_old_one_or_no_place_is_explained(
    client_of, session, places
):
    here = reverse("check_in", args=[session.uid])
    client = client_of(places[0].person)
    old = code_of(session, timezone.now() - timedelta(minutes=2))
    assert "no longer on the screen" in client.get(here, {"code": old}).content.decode()
    assert "no longer on the screen" in client.post(here, {"code": old}).content.decode()
    typed = code_of(session).lower()
    assert "checked in" in client.post(here, {"code": f"{typed[:4]} {typed[4:]}"}).content.decode()
    stranger = client_of(PersonFactory())
    answer = stranger.post(here, {"code": code_of(session)})
    assert "You have no place in this delivery." in answer.content.decode()
    assert AttendanceEntry.objects.count() == 1


def test_who_cannot_scan_types_the_code_alone(client_of, session, places):
    client, here = client_of(places[0].person), reverse("type_code")
    answer = client.post(here, {"code": code_of(session).lower()}, follow=True)
    assert "You are signed in as" in answer.content.decode()
    assert client.post(here, {"code": "AAAAAAAA"}).status_code == 422
    stranger = client_of(PersonFactory())
    assert stranger.post(here, {"code": code_of(session)}).status_code == 422


def test_a_scan_is_remembered_for_ten_minutes_only(client_of, session, places):
    client, here = client_of(places[0].person), reverse("check_in", args=[session.uid])
    client.get(here, {"code": code_of(session)})
    kept = client.session
    scanned, _when = kept["scanned_codes"][str(session.uid)]
    kept["scanned_codes"] = {
        str(session.uid): [scanned, (timezone.now() - timedelta(minutes=11)).isoformat()]
    }
    kept.save()
    assert client.post(here).status_code == 422
    assert not AttendanceEntry.objects.exists()


def test_the_screen_shows_the_code_and_how_many_are_in(client_of, lead, session, places):
    attend(session, places[0], 60, by=lead, at=timezone.now())
    client = client_of(lead)
    for name in ("screen", "code"):
        page = client.get(address(name, session)).content.decode()
        code = code_of(session)
        assert "<svg" in page and f"{code[:4]} {code[4:]}" in page
        assert "<strong>1</strong>" in page and "of 2 are in" in page
