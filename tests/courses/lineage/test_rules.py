"""Rates that say something, and generations by the shortest path."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from courses.lineage import rules


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
