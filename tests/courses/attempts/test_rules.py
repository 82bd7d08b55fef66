"""When a result is certain, who may try again, and what is drawn."""

from dataclasses import dataclass
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


@given(st.fractions(0, 1000))
def test_points_are_shown_within_half_of_the_last_decimal(points):
    assert abs(Fraction(rules.shown(points)) - points) <= Fraction(1, 20_000)


@dataclass
class Given:
    kind: str
    share: Fraction
    marked_by_id: int | None = None


def by(person: int, share: str) -> Given:
    return Given("marker", Fraction(share), person)


@pytest.mark.parametrize(
    ("marks", "needed", "stands"),
    [
        ([], 1, None),
        ([Given("rule", Fraction(1, 3))], 2, "1/3"),
        ([by(1, "1/2")], 1, "1/2"),
        ([by(1, "1/2"), by(1, "3/4")], 1, "3/4"),
        ([by(1, "1/2")], 2, None),
        ([by(1, "1/2"), by(1, "3/4")], 2, None),
        ([by(1, "1/2"), by(2, "7/10")], 2, "3/5"),
        ([by(1, "1/2"), by(2, "71/100")], 2, None),
        ([by(1, "1/2"), by(2, "9/10"), by(1, "4/5")], 2, "17/20"),
        ([by(1, "0"), by(2, "1"), Given("moderation", Fraction(1, 4), 3)], 2, "1/4"),
        ([by(1, "0"), Given("appeal", Fraction(1, 2), 4)], 1, "1/2"),
        ([Given("rule", Fraction(0)), Given("regrade", Fraction(1), 4)], 1, "1"),
    ],
)
def test_which_share_stands(marks, needed, stands):
    share = rules.standing_share(marks, needed, Decimal(20))
    assert share == (None if stands is None else Fraction(stands))


def test_two_markers_beyond_the_margin_need_a_third():
    apart = [by(1, "1/2"), by(2, "71/100")]
    assert rules.needs_moderation(apart, 2, Decimal(20)) is True
    assert rules.needs_moderation(apart, 2, Decimal(21)) is False
    assert rules.needs_moderation(apart, 1, Decimal(20)) is False
    settled = [*apart, Given("moderation", Fraction(1), 3)]
    assert rules.needs_moderation(settled, 2, Decimal(20)) is False


def test_penalties_never_take_the_whole_below_nothing():
    rows = [(Fraction(2), Fraction(-1)), (Fraction(1), Fraction(1))]
    assert rules.score(rows) == Score(Fraction(0), Fraction(0), Fraction(3))
    rows = [(Fraction(2), Fraction(-1, 4)), (Fraction(1), Fraction(1)), (Fraction(1), None)]
    assert rules.score(rows) == Score(Fraction(1, 2), Fraction(1), Fraction(4))


@pytest.mark.parametrize(
    ("verdicts", "joint"),
    [([True, True], True), ([True, None], None), ([None, False], False), ([True, False], False)],
)
def test_every_part_must_be_passed(verdicts, joint):
    assert rules.joint_verdict(verdicts) is joint


@dataclass
class Had:
    is_passed: bool
    points: int
    maximum: int = 10


@pytest.mark.parametrize(("counting", "points"), [("best", 9), ("last", 6), ("first", 4)])
def test_r52_best_last_or_first_result_counts(counting, points):
    results = [Had(False, 4), Had(True, 9), Had(False, 6)]
    assert rules.counted(results, counting).points == points
    assert rules.counted([], counting) is None


def test_a_pass_by_parts_is_better_than_more_points_without_one():
    assert rules.counted([Had(False, 9), Had(True, 7)], "best").points == 7


def test_r61_extra_time_is_exact_and_the_closing_date_cuts_it():
    assert rules.minutes_allowed(50, 25) == Fraction(125, 2)
    assert rules.minutes_allowed(None, 25) is None
    hour = timedelta(hours=1)
    assert rules.deadline(AT, Fraction(60), None) == AT + hour
    assert rules.deadline(AT, Fraction(60), AT + hour / 2) == AT + hour / 2
    assert rules.deadline(AT, None, None) is None


def test_a_break_uses_up_its_allowance_and_no_more():
    assert rules.break_left(600, AT, AT + timedelta(minutes=4)) == 360
    assert rules.break_left(600, AT, AT + timedelta(minutes=40)) == 0
