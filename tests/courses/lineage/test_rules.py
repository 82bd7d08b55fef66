"""What a trainer still lacks, rates that say something, and generations by the shortest path."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.lineage import rules
from courses.lineage.rules import Given

TRAINING = Given("Training", date(2026, 3, 13), "lead", 12, 8, is_signed_lead=True)


@pytest.mark.parametrize(
    ("given_", "observations", "met"),
    [
        ([], 0, [False, False, False]),
        ([TRAINING], 1, [True, True, True]),
        (
            [Given("Small", date(2026, 1, 1), "lead", 9, 5, is_signed_lead=True)],
            0,
            [True, False, False],
        ),
        (
            [Given("Helped", date(2026, 1, 1), "co-trainer", 9, 9, is_signed_lead=False)],
            1,
            [False, False, True],
        ),
    ],
)
def test_r36_the_third_rung_asks_a_closed_delivery_as_lead_with_enough_completers(
    given_, observations, met
):
    assert [each.is_met for each in rules.lacking(given_, observations)] == met


def test_a_rate_of_few_people_is_not_shown():
    assert rules.pass_rate(9, 9) is None
    assert rules.pass_rate(8, 10) == Fraction(4, 5)


def test_r40_a_generation_is_the_shortest_path_to_a_root():
    trained_by = {2: [1], 3: [2, 1], 4: [3], 5: [9], 1: [4]}
    assert rules.generations(trained_by, roots=[1]) == {1: 0, 2: 1, 3: 1, 4: 2}


@given(
    st.dictionaries(
        st.integers(2, 12), st.lists(st.integers(1, 12), min_size=1, max_size=3), max_size=12
    )
)
def test_r40_nobody_is_further_than_one_step_below_their_nearest_trainer(trained_by):
    found = rules.generations(trained_by, roots=[1])
    for person, trainers in trained_by.items():
        reached = [found[trainer] for trainer in trainers if trainer in found]
        if person != 1 and person in found:
            assert found[person] == min(reached) + 1
        assert person in found or not reached
