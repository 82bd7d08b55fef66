"""When a result is certain, who may try again, and what is drawn."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attempts import rules
from courses.attempts.rules import Score

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earned", "waiting", "passed"),
    [
        (Fraction(7), 0, True),
        (Fraction(7), 2, True),
        (Fraction(69999, 10000), 0, False),
        (Fraction(69999, 10000), Fraction(1, 10000), None),
        (Fraction(5), Fraction(3, 2), False),
        (Fraction(0), 0, False),
    ],
)
def test_r6_the_exact_share_decides_and_waiting_marks_only_where_they_matter(
    earned, waiting, passed
):
    score = Score(earned=earned, waiting=Fraction(waiting), maximum=Fraction(10))
    assert rules.verdict(score, Decimal(70)) is passed


def test_three_thirds_are_a_whole():
    score = Score(earned=Fraction(1, 3) * 3, waiting=Fraction(0), maximum=Fraction(1))
    assert rules.verdict(score, Decimal(100)) is True


def test_r52_a_resit_waits_whole_days_after_the_last_attempt():
    assert rules.next_attempt_at(AT, 7) == AT + timedelta(days=7)
    assert rules.next_attempt_at(None, 7) is None


@pytest.mark.parametrize(
    ("late", "is_too_late"), [(-1, False), (0, False), (10, False), (11, True)]
)
def test_an_answer_may_be_ten_seconds_late_on_the_wire(late, is_too_late):
    assert rules.is_too_late(AT, AT + timedelta(seconds=late)) is is_too_late
    assert rules.is_too_late(None, AT) is False


@given(
    pool=st.lists(st.integers(), unique=True, max_size=20),
    count=st.integers(0, 20),
    seed=st.text(max_size=4),
    data=st.data(),
)
def test_r52_questions_not_asked_before_are_drawn_first(pool, count, seed, data):
    seen = data.draw(st.sets(st.sampled_from(pool))) if pool else set()
    drawn = rules.draw(pool, seen, count, seed)
    assert len(drawn) == min(count, len(pool)) == len(set(drawn))
    assert set(drawn) <= set(pool)
    fresh = set(pool) - seen
    assert len(set(drawn) & fresh) == min(count, len(fresh))
    assert rules.draw(pool, seen, count, seed) == drawn


@given(st.fractions(0, 1000))
def test_points_are_shown_within_half_of_the_last_decimal(points):
    assert abs(Fraction(rules.shown(points)) - points) <= Fraction(1, 20_000)
