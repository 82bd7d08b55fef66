"""When a participant has completed, and what keeps a delivery open."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.closing import rules
from courses.closing.rules import Subject
from courses.enrolment.rules import Attendance

END = datetime(2026, 2, 6, 16, tzinfo=UTC)
FULL = Attendance(100, 100)


def standing(**changes):
    said = {
        "attendance": FULL,
        "attendance_percent": Decimal(80),
        "sessions_end_at": END,
        "tests": {"M1": END - timedelta(days=10)},
        "project_passed_at": None,
        "has_field_project": False,
    }
    return rules.standing(**said | changes)


def test_r7_it_counts_on_the_day_of_the_last_condition():
    """The field project was accepted in March, the last session was in February."""
    march = datetime(2026, 3, 20, 12, tzinfo=UTC)
    found = standing(has_field_project=True, project_passed_at=march)
    assert found.completed_at == march
    assert rules.counted_on(march, "Europe/Madrid") == date(2026, 3, 20)


def test_r26_the_day_is_that_of_the_place():
    late = datetime(2013, 12, 31, 23, 30, tzinfo=UTC)
    assert rules.counted_on(late, "Europe/Madrid") == date(2014, 1, 1)
    assert rules.counted_on(late, "UTC") == date(2013, 12, 31)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"attendance": Attendance(7999, 10_000)}, ["attendance"]),
        ({"tests": {"M1": None, "M2": END}}, ["test"]),
        ({"has_field_project": True}, ["field project"]),
        ({"attendance": Attendance(0, 0)}, ["attendance"]),
    ],
)
def test_r5_every_condition_must_be_met(changes, missing):
    found = standing(**changes)
    assert [each.code for each in found.missing] == missing
    assert (found.completed_at is None) == bool(missing)


@given(
    st.integers(0, 1000),
    st.lists(
        st.one_of(st.none(), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))), max_size=5
    ),
)
def test_r7_completion_is_the_latest_of_all_or_nothing(attended, moments):
    tests = {f"M{n}": each and each.replace(tzinfo=UTC) for n, each in enumerate(moments)}
    found = standing(attendance=Attendance(attended, 1000), tests=tests)
    if attended < 800 or None in tests.values():
        assert found.completed_at is None
    else:
        assert found.completed_at == max([END, *tests.values()])


def test_r36_what_is_missing_is_said_with_names():
    one, two = Subject("Day 1", uuid.uuid4(), 2), Subject("Robin Example", uuid.uuid4())
    nothing = dict.fromkeys(
        ("sessions_running", "teachers_missing", "lists_incomplete", "people_open"), ()
    )
    assert rules.gaps(**nothing) == []
    found = rules.gaps(**nothing | {"lists_incomplete": [one], "people_open": [two]})
    assert [(gap.code, gap.subjects) for gap in found] == [
        ("lists_incomplete", (one,)),
        ("people_open", (two,)),
    ]
    assert str(found[0]) == "Attendance lists with people left open: Day 1 (2)"
