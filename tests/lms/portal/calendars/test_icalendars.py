"""What an independent parser (vobject) reads out of our calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from lms.portal.calendars.icalendars import Entry, rendered

MADRID = ZoneInfo("Europe/Madrid")
CHANGED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def entry(**fields) -> Entry:
    fields.setdefault("uid", "session-1@cascade")
    fields.setdefault("title", "Session")
    fields.setdefault("starts", datetime(2026, 3, 9, 8, tzinfo=UTC))
    fields.setdefault("changed_at", CHANGED)
    return Entry(**fields)


def read(*entries: Entry):
    """The events by uid as the other parser understands them, by the zones in this calendar alone."""
    known = vars(vobject.icalendar)["__tzidMap"]
    for zone in set(known) - {"UTC"}:
        del known[zone]
    calendar = vobject.readOne(rendered(entries, "My calendar").decode())
    calendar.validate()
    return {each.uid.value: each for each in getattr(calendar, "vevent_list", [])}


def instants(event) -> tuple[datetime, datetime]:
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def test_a_daylight_saving_change_between_two_sessions_moves_the_second_in_utc_only():
    saturday = datetime(2026, 3, 28, 9, tzinfo=MADRID)
    monday = datetime(2026, 3, 30, 9, tzinfo=MADRID)
    hour = timedelta(hours=1)
    found = read(
        entry(uid="a", starts=saturday.astimezone(UTC), ends=saturday + hour, zone="Europe/Madrid"),
        entry(uid="b", starts=monday.astimezone(UTC), ends=monday + hour, zone="Europe/Madrid"),
    )
    assert [each.dtstart.value.hour for each in found.values()] == [9, 9]
    assert instants(found["a"])[0] == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert instants(found["b"])[0] == datetime(2026, 3, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "minutes"),
    [
        (datetime(2026, 5, 8, 22, 0), 240),
        (datetime(2026, 3, 28, 23, 0), 240),  # clocks jump from two to three
        (datetime(2026, 10, 24, 23, 0), 180),  # ends in the first of two hours from two to three
        (datetime(2026, 10, 24, 23, 0), 240),  # ends in the second
    ],
)
def test_a_session_over_midnight_ends_on_the_next_day_after_its_minutes(starts, minutes):
    starts = starts.replace(tzinfo=MADRID).astimezone(UTC)
    ends = starts + timedelta(minutes=minutes)
    (event,) = read(entry(starts=starts, ends=ends, zone="Europe/Madrid")).values()
    assert instants(event) == (starts, ends)
    assert ends.astimezone(MADRID).date() == starts.astimezone(MADRID).date() + timedelta(days=1)


ZONES = ["Europe/Madrid", "Asia/Kolkata", "Africa/Tunis", "Europe/Istanbul", "America/New_York"]


@given(
    st.datetimes(datetime(2012, 1, 1), datetime(2035, 1, 1)),
    st.integers(1, 1440),
    st.sampled_from([*ZONES, "Africa/Casablanca", "Europe/Dublin", "Australia/Lord_Howe", "UTC"]),
)
def test_every_instant_in_every_zone_is_read_back(starts, minutes, zone):
    starts = starts.replace(second=0, microsecond=0, tzinfo=UTC)
    ends = starts + timedelta(minutes=minutes)
    (event,) = read(entry(starts=starts, ends=ends, zone=zone)).values()
    assert instants(event) == (starts, ends)


def test_the_zone_is_explained_by_the_clock_of_the_time_before():
    starts = datetime(2026, 6, 1, 8, tzinfo=UTC)
    text = rendered([entry(starts=starts, ends=starts, zone="Europe/Madrid")], "x").decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Madrid\r\n" in text
    spring = "DTSTART:20260329T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    autumn = "DTSTART:20261025T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    assert f"BEGIN:DAYLIGHT\r\n{spring}END:DAYLIGHT" in text
    assert f"BEGIN:STANDARD\r\n{autumn}END:STANDARD" in text
    assert "DTSTART;TZID=Europe/Madrid:20260601T100000" in text


def test_long_lines_are_folded_and_commas_and_new_lines_escaped():
    title = "Größe, Zweck; Nutzen \\ " + "ü" * 200
    said = "first line\nsecond, line"
    text = rendered([entry(title=title, said=said, place="Košice, hall 2")], "x")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"DESCRIPTION:first line\\nsecond\\, line" in text
    (event,) = read(entry(title=title, said=said, place="Košice, hall 2")).values()
    assert (event.summary.value, event.description.value) == (title, said)
    assert event.location.value == "Košice, hall 2"


def test_what_is_said_cannot_add_a_line_of_its_own():
    text = rendered([entry(title="x\r\nSTATUS:CANCELLED\r\nEND:VEVENT")], "x")
    assert b"\r\nSTATUS:CANCELLED" not in text
    assert text.count(b"\r\nEND:VEVENT") == 1


def test_a_due_day_is_a_whole_day_in_no_zone():
    (event,) = read(entry(starts=date(2026, 4, 9))).values()
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 4, 9), date(2026, 4, 10))
    assert b"VTIMEZONE" not in rendered([entry(starts=date(2026, 4, 9))], "x")


def test_an_empty_calendar_is_one_too():
    assert read() == {}
