"""Attendance to the minute, whatever the order in which entries arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.enrolment import rules

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    uid: UUID
    minutes: int
    made_at: datetime


entries = st.lists(
    st.builds(
        Given,
        uid=st.uuids(),
        minutes=st.integers(0, 90),
        made_at=st.integers(0, 5).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    unique_by=lambda each: each.uid,
    max_size=8,
)


@given(entries, st.randoms(use_true_random=False))
def test_r62_the_order_and_number_of_deliveries_changes_nothing(rows, random):
    again = rows * 2
    random.shuffle(again)
    assert rules.standing_entry(again) == rules.standing_entry(rows)


@given(entries.filter(bool))
def test_r62_nothing_made_later_is_overruled(rows):
    assert rules.standing_entry(rows).made_at == max(each.made_at for each in rows)


@pytest.mark.parametrize(
    ("attended", "scheduled", "passes", "shown"),
    [
        (80, 100, True, "80"),
        (7999, 10_000, False, "79.99"),
        (799_999, 1_000_000, False, "79.99"),
        (4 * 60, 5 * 60, True, "80"),
        (23, 30, False, "76.66"),
        (0, 0, False, "0"),
    ],
)
def test_r6_the_threshold_is_exact(attended, scheduled, passes, shown):
    found = rules.Attendance(attended, scheduled)
    assert found.reaches(Decimal(80)) is passes
    assert found.percent_shown == Decimal(shown)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.decimals(0, 100, places=2))
def test_r6_what_is_shown_never_looks_like_more_than_it_is(attended, scheduled, percent):
    found = rules.Attendance(min(attended, scheduled), scheduled)
    assert Fraction(found.percent_shown) <= found.share * 100
    assert found.reaches(percent) == (found.share * 100 >= Fraction(percent))


def test_r6_only_required_sessions_count_and_none_for_more_than_its_minutes():
    found = rules.attendance({1: 60, 2: 60}, {1: 90, 3: 60})
    assert (found.attended, found.scheduled) == (60, 120)


def test_r62_the_code_on_the_screen_changes_every_thirty_seconds():
    secret = "a" * 64
    code = rules.check_in_code(secret, NOW)
    for seconds, holds in ((0, True), (29, True), (59, True), (60, False), (-1, False)):
        assert rules.is_check_in_code(secret, code, NOW + timedelta(seconds=seconds)) is holds
    assert not rules.is_check_in_code("b" * 64, code, NOW)


def test_r62_lists_lock_and_an_unlock_ends():
    assert not rules.is_locked(NOW, None, NOW - timedelta(seconds=1))
    assert rules.is_locked(NOW, None, NOW)
    assert not rules.is_locked(NOW, NOW + timedelta(days=1), NOW)
    assert rules.is_locked(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1))
