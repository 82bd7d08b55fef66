"""Kappa against tables worked out by hand, and what is undefined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.marking.agreement import agreement_of


def answers(table):
    """One answer of one criterion for each count: rows are the first marker, columns the second."""
    return [
        [(first, second)]
        for first, row in enumerate(table)
        for second, count in enumerate(row)
        for _ in range(count)
    ]


def test_cohens_kappa_of_the_textbook_example_of_fifty_proposals():
    """Observed (20+15)/50 = 0.7; by chance 0.5·0.6 + 0.5·0.4 = 0.5; (0.7−0.5)/0.5 = 0.4."""
    found = agreement_of(answers([[20, 5], [10, 15]]))
    assert found.kappa == pytest.approx(0.4)
    assert found.exact == pytest.approx(0.7)
    assert found.weighted == pytest.approx(0.4)  # with two levels both are the same
    assert found.difference == pytest.approx((5 - 10) / 50)


def test_both_kappas_of_the_example_of_a_hundred_diagnoses():
    """Fleiss (1981): 0.89 observed, 0.66 by chance, κ = 0.23/0.34 = 0.676.

    Squared distances: observed (1 + 5 + 1 + 4·4)/100 = 0.23; by chance
    0.8·(0.05+4·0.15) + 0.1·(0.8+0.15) + 0.1·(4·0.8+0.05) = 0.94; 1 − 0.23/0.94 = 0.7553.
    """
    found = agreement_of(answers([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.kappa == pytest.approx(0.23 / 0.34)
    assert found.weighted == pytest.approx(1 - 0.23 / 0.94)
    assert (found.answers, found.is_small) == (100, False)


def test_without_variance_kappa_is_undefined_and_says_so():
    found = agreement_of([[(2, 2)]] * 12)
    assert (found.kappa, found.weighted, found.exact) == (None, None, 1)
    assert found.is_without_variance
    nothing = agreement_of([])
    assert (nothing.exact, nothing.is_without_variance) == (None, False)


def test_one_marker_without_variance_agrees_no_better_than_chance():
    found = agreement_of([[(2, 2)], [(2, 0)], [(2, 1)]])
    assert found.kappa == pytest.approx(0)


@pytest.mark.parametrize(("number", "is_small"), [(9, True), (10, False)])
def test_fewer_than_ten_answers_are_few(number, is_small):
    assert agreement_of([[(1, 1), (0, 1)]] * number).is_small is is_small


PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)


@given(PAIRS)
def test_it_does_not_matter_who_is_called_first(pairs):
    one = agreement_of([[pair] for pair in pairs])
    other = agreement_of([[pair[::-1]] for pair in pairs])
    assert one.exact == other.exact
    assert one.difference == -other.difference
    for mine, theirs in ((one.kappa, other.kappa), (one.weighted, other.weighted)):
        assert mine == theirs if mine is None else mine == pytest.approx(theirs)
        assert mine is None or mine <= 1 + 1e-9
