"""What is still to come, with its range: bounded, and wider where less is known."""

from dataclasses import replace
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.targets.rules import (
    Range,
    Yield,
    expected_gap,
    gap,
    still_to_come,
    trainers_needed,
)

histories = st.integers(10, 500).flatmap(
    lambda took: st.builds(Yield, st.integers(3, 40), st.just(took), st.integers(0, took))
)


@given(seen=histories, running=st.integers(0, 200))
def test_what_is_to_come_lies_between_nobody_and_everybody_in_progress(seen, running):
    coming = still_to_come(running, seen)
    assert 0 <= coming.low <= running * seen.completed / seen.took_part + 1
    assert coming.low <= coming.high <= running


@given(seen=histories, running=st.integers(0, 100))
def test_more_who_completed_and_more_in_progress_bring_no_fewer(seen, running):
    coming = still_to_come(running, seen)
    more = still_to_come(running + 1, seen)
    assert coming.low <= more.low
    assert coming.high <= more.high
    if seen.completed < seen.took_part:
        better = still_to_come(running, replace(seen, completed=seen.completed + 1))
        assert coming.low <= better.low
        assert coming.high <= better.high


@pytest.mark.parametrize("took_part", [30, 300])
@pytest.mark.parametrize("running", [10, 60])
def test_the_range_is_right_nine_times_in_ten_however_long_the_history(took_part, running):
    share = 0.8

    def chance(n: int, of: int) -> float:
        return comb(of, n) * share**n * (1 - share) ** (of - n)

    right = 0.0
    for completed in range(took_part + 1):
        coming = still_to_come(running, Yield(5, took_part, completed))
        within = sum(chance(n, running) for n in range(coming.low, coming.high + 1))
        right += chance(completed, took_part) * within
    assert 0.88 <= right <= 0.98


def test_too_few_trainings_or_people_say_nothing():
    assert still_to_come(20, Yield(2, 100, 90)) is None
    assert still_to_come(20, Yield(3, 9, 9)) is None
    assert still_to_come(20, Yield(3, 10, 10)) == Range(16, 20)


@given(
    number=st.integers(1, 300),
    achieved=st.integers(0, 300),
    low=st.integers(0, 100),
    more=st.integers(0, 100),
    ending=st.integers(0, 50),
)
def test_the_expected_gap_shrinks_with_what_comes_and_grows_with_what_ends(
    number, achieved, low, more, ending
):
    coming = Range(low, low + more)
    found = expected_gap(number, achieved, coming, ending)
    assert 0 <= found.low <= found.high
    assert found.high == gap(number, achieved - ending + low)
    assert expected_gap(number, achieved, coming, ending + 1).high >= found.high


def test_trainers_are_needed_at_the_yield_seen_so_far():
    assert trainers_needed(0, []) == Range(0, 0)
    assert trainers_needed(10, [5, 6]) is None
    assert trainers_needed(20, [4, 8, 10, 10, 20]) == Range(2, 3)
    assert trainers_needed(20, [4, 8, 10, 10, 20, 0]) == Range(2, 4)
    assert trainers_needed(20, [4, 8, 0, 0]) is None
