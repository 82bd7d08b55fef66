"""Files of meeting platforms: their notations, overlapping stays, and whom they mean."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.enrolment.attendance.matching import preview, read_table, spelled
from courses.enrolment.attendance.platforms import (
    Stay,
    minutes_of,
    read_duration,
    read_moment,
)
from courses.enrolment.models import Evidence
from tests.factories.deliveries import training

DAY = date(2026, 3, 9)
START = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("62", "Duration (Minutes)", minutes(62)),
        ("62.5", "Duration", minutes(62.5)),
        ("3720", "Duration (seconds)", minutes(62)),
        ("1.5", "Hours", minutes(90)),
        ("62 mins", "Attendance Duration", minutes(62)),
        ("1h 2m 30s", "In-Meeting Duration", minutes(62.5)),
        ("1 hr 2 min", "", minutes(62)),
        ("45s", "", minutes(0.75)),
        ("1:02:30", "", minutes(62.5)),
        ("1:02", "", minutes(62)),
        ("PT1H2M", "", minutes(62)),
        ("", "", None),
        ("a while", "", None),
        ("9" * 400 + "h", "", None),
    ],
)
def test_how_platforms_write_how_long(text, heading, expected):
    assert read_duration(text, heading) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09 09:01:12",
        "2026-03-09T08:01:12Z",
        "3/9/26, 9:01:12 AM",
        "03/09/2026 09:01:12 AM",
        "09.03.2026 09:01:12",
        "9-3-2026, 9:01:12",
        "09:01:12",
        "3/9/2026, 9:01:12\u202fAM",
    ],
)
def test_how_platforms_write_when_and_the_order_of_the_date_is_that_of_the_day(text):
    moment = read_moment(text, DAY, "Europe/Madrid")
    assert moment == datetime(2026, 3, 9, 8, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "99:99", "0/0/0 09:00"])
def test_a_time_that_says_nothing_is_none(text):
    assert read_moment(text, DAY, "UTC") is None


def stay(joined=None, left=None, duration=None) -> Stay:
    at = [START + minutes(each) if each is not None else None for each in (joined, left)]
    return Stay(1, "A", "", *at, minutes(duration) if duration is not None else None)


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([stay(0, 60)], 60),
        ([stay(-30, 90)], 60),
        ([stay(0, 20), stay(10, 30)], 30),
        ([stay(0, 60), stay(10, 20)], 60),
        ([stay(0, 10), stay(50, 60)], 20),
        ([stay(-30, -10)], 0),
        ([stay(0, 59.99)], 59),
        ([stay(0, 60, 40)], 40),
        ([stay(0, 60, 40), stay(50, 60)], 60),
        ([stay(duration=45)], 45),
        ([stay(duration=45), stay(duration=45)], 60),
    ],
)
def test_overlapping_stays_count_once_and_nothing_beyond_the_session(stays, expected):
    assert minutes_of(stays, START, END) == expected


TEAMS = (
    "1. Summary\nMeeting title\tTraining\n\n2. Participants\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Ana Álvarez\t3/9/26, 8:55:00 AM\t3/9/26, 10:02:00 AM\t50m\tANA@example.org\t\tAttendee\n\n"
    "3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
    "Ana Álvarez\t3/9/26, 8:55:00 AM\t3/9/26, 9:20:00 AM\t25m\tANA@example.org\tAttendee\n"
    "Ana Álvarez\t3/9/26, 9:35:00 AM\t3/9/26, 10:02:00 AM\t27m\tANA@example.org\tAttendee\n"
    "Berg, Bruno (Guest)\t3/9/26, 9:00:00 AM\t3/9/26, 10:00:00 AM\t1h\t\tAttendee\n"
    "Somebody\t3/9/26, 9:00:00 AM\t3/9/26, 10:00:00 AM\t1h\t\tAttendee\n"
).encode("utf-16")
ZOOM = (
    "Meeting ID,Topic,Start Time,End Time\n1,Training,03/09/2026 09:00:00 AM,03/09/2026\n\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "A. Á.,ana@example.org,03/09/2026 09:00:00 AM,03/09/2026 09:45:00 AM,45,No\n"
    "Bruno Berg,,03/09/2026 07:00:00 AM,03/09/2026 07:45:00 AM,45,Yes\n"
).encode()
WEBEX = (
    "Attendee Name\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\n"
    "Bruno Berg\tother@example.org\t2026-03-09 09:00:00\t2026-03-09 09:30:00\t30 mins\n"
    "Ana Álvarez\tana@example.org\tyesterday\t\t\n"
).encode("utf-16")


@pytest.fixture
def planned(programme, lead):
    """The session on 9 March at nine in Madrid, for an hour."""
    return training(programme=programme, lead=lead).sessions.first()


@pytest.fixture
def known(places):
    person = places[0].person
    person.email = "ana@example.org"
    person.save()
    return places


@pytest.mark.parametrize(
    ("file", "expected", "unmatched", "outside", "problems"),
    [
        (TEAMS, {"Ana": 45, "Bruno": 60}, ["Somebody"], 0, 0),
        (ZOOM, {"Ana": 45}, [], 1, 0),
        (WEBEX, {"Bruno": 30}, [], 0, 1),
    ],
)
def test_what_platforms_export_is_read_without_being_told_how(
    planned, known, file, expected, unmatched, outside, problems
):
    said = preview(file, planned, known)
    assert {each.place.person.first_name: each.minutes for each in said.found} == expected
    assert [each.name for each in said.unmatched] == unmatched
    assert (len(said.outside), len(said.problems)) == (outside, problems)


def test_columns_that_nobody_knows_can_be_chosen(planned, known):
    file = b"Wer;Wie lange\nBruno Berg;0:30\n"
    assert not preview(file, planned, known).is_readable
    said = preview(file, planned, known, chosen={"name": 0, "duration": 1})
    assert [each.minutes for each in said.found] == [30]


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 50, b"", b"one\ntwo", b"\xff\xfe\x00"])
def test_what_is_no_table_is_said_to_be_none(data):
    with pytest.raises(ValueError, match="file"):
        read_table(data)


def test_a_name_is_known_in_either_order_and_without_accents():
    assert spelled("Álvarez, Ana") == spelled("ana ALVAREZ")
    assert spelled("Ana B. Álvarez") != spelled("Ana Álvarez")


def now_in_file(session) -> bytes:
    began = session.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    left = (session.starts_at + minutes(9)).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = f"Bruno Berg,,{began},{left}"
    return f"Name,Email,Join Time,Leave Time\n{row}\nNobody,,{began},{left}\n".encode()


@pytest.mark.django_db
def test_r62_a_log_is_kept_shown_and_taken_in_once(client_of, lead, session, places):
    client = client_of(lead)
    url = reverse("attendance:log", args=[session.uid])
    for _time in range(2):
        file = SimpleUploadedFile("meeting.csv", now_in_file(session))
        shown = client.post(url, {"file": file}, follow=True)
        page = shown.content.decode()
        assert "One person was there" in page and "Nobody: nobody on the list" in page
        client.post(shown.redirect_chain[-1][0], {"name": "0", "join": "2", "leave": "3"})
    evidence = Evidence.objects.get()
    entry = places[1].attendance.get()
    assert (entry.minutes, entry.source, entry.evidence) == (9, "platform", evidence)
    again = client.post(
        reverse("attendance:platform", args=[evidence.uid]),
        {"name": "0", "join": "2", "leave": "3", "zone": "Asia/Tokyo"},
    )
    assert again.status_code == 302, "The file names its zone, so another one changes nothing."


@pytest.mark.django_db
def test_a_log_that_was_taken_in_otherwise_is_refused_and_says_so(client_of, lead, session, places):
    client = client_of(lead)
    began = session.starts_at.isoformat()
    left = (session.starts_at + minutes(9)).isoformat()
    data = f"Name,Join Time,Leave Time,Spent\nBruno Berg,{began},{left},5\n".encode()
    file = SimpleUploadedFile("meeting.csv", data)
    client.post(reverse("attendance:log", args=[session.uid]), {"file": file})
    here = reverse("attendance:platform", args=[Evidence.objects.get().uid])
    client.post(here, {"name": "0", "join": "1", "leave": "2"})
    answer = client.post(here, {"name": "0", "duration": "3"})
    assert answer.status_code == 422
    assert "taken in before with other columns" in answer.content.decode()
    assert [entry.minutes for entry in places[1].attendance.all()] == [9]


@pytest.mark.django_db
def test_a_log_without_a_table_is_refused_with_a_sentence(client_of, lead, session):
    file = SimpleUploadedFile("meeting.csv", b"hello")
    answer = client_of(lead).post(reverse("attendance:log", args=[session.uid]), {"file": file})
    assert answer.status_code == 422 and "This file holds no table." in answer.content.decode()
    assert not Evidence.objects.exists()
