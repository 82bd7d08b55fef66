"""Timetables: read strictly, and instants that daylight saving and midnight do not disturb."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from courses.deliveries.timetables import (
    local_instant,
    of_programme,
    read_timetable,
    starts_at,
    stored,
)
from tests.factories.deliveries import timetable


def test_a_timetable_is_read_and_stored_alike():
    read = read_timetable(timetable(sessions=3))
    assert read_timetable(stored(read)) == read
    assert [each.title for each in read.sessions] == ["Session 1", "Session 2", "Session 3"]
    assert read.modules == ["M1"]


def test_sessions_come_in_the_order_of_their_days():
    raw = timetable(sessions=3)
    raw["sessions"].reverse()
    assert read_timetable(raw) == read_timetable(timetable(sessions=3))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "“weeks” must be a list."),
        ({"weeks": []}, "A timetable has 1 to 30 weeks."),
        ({"weeks": ["W"]}, "A timetable has 1 to 300 sessions."),
        ({"weeks": ["W"], "sessions": ["?"]}, "Session 1 cannot be read."),
        (
            {**timetable(), "sessions": [timetable()["sessions"][0] | {"week": 2}]},
            "Session 1 needs a title, a week and day of the timetable, and up to 24 hours.",
        ),
        (
            {**timetable(), "sessions": [timetable()["sessions"][0] | {"minutes": 1441}]},
            "Session 1 needs a title, a week and day of the timetable, and up to 24 hours.",
        ),
        ({**timetable(), "milestones": [{}]}, "Milestone 1 needs a title."),
        (
            {**timetable(), "milestones": [{"title": "Plan", "before_week": 2}]},
            "Milestone 1 is due before a week of the timetable.",
        ),
    ],
)
def test_what_is_wrong_is_said(raw, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_timetable(raw)


def test_a_week_may_lie_on_both_sides_of_a_daylight_saving_change():
    """Nine o'clock stays nine o'clock there, although the instants lie 23 hours apart."""
    read = read_timetable(timetable(sessions=2))
    first, second = (
        starts_at(session, [date(2026, 3, 28)], "Europe/Madrid") for session in read.sessions
    )
    assert (first, second) == (
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 7, tzinfo=UTC),
    )
    assert second - first == timedelta(hours=23)


def test_a_time_that_the_clocks_skip_or_repeat_is_one_instant():
    skipped = local_instant(date(2026, 3, 29), time(2, 30), "Europe/Madrid")
    repeated = local_instant(date(2026, 10, 25), time(2, 30), "Europe/Madrid")
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert repeated == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_outline_of_the_curriculum_becomes_a_timetable():
    outline = {
        "weeks": [
            {
                "week": 1,
                "title": "Seeing",
                "sessions": [
                    {"day": 1, "start": "09:00", "end": "11:00", "title": "A", "module": "M1"},
                    {
                        "day": 1,
                        "start": "23:00",
                        "end": "00:30",
                        "title": "B",
                        "module": None,
                        "mandatory": False,
                    },
                ],
            }
        ],
        "field_project": {"milestones": [{"title": "Business chosen", "before_week": 1}]},
    }
    read = of_programme(outline)
    assert [(each.minutes, each.module, each.is_mandatory) for each in read.sessions] == [
        (120, "M1", True),
        (90, "", False),
    ]
    assert [(each.number, each.before_week) for each in read.milestones] == [(1, 1)]
