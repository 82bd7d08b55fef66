"""The statistics against their definitions, written out the long way."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.analysis import measures
from courses.analysis.measures import Figure

shares = st.sampled_from(
    [Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(-1, 3)]
)
rows = st.lists(st.tuples(shares, shares), min_size=2, max_size=40)
tables = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(shares, min_size=k, max_size=k), min_size=2, max_size=25)
)


def mean(values):
    return sum(values) / len(values)


def pearson(xs, ys):
    """Σ(x − x̄)(y − ȳ) ÷ √(Σ(x − x̄)² Σ(y − ȳ)²), from exact sums."""
    x, y = mean(xs), mean(ys)
    above = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    below = sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys)
    return float(above) / math.sqrt(below)


@given(rows)
def test_facility_and_deviation(pairs):
    values = [value for value, _other in pairs]
    assert measures.facility(values) == mean(values)
    squares = sum((value - mean(values)) ** 2 for value in values) / (len(values) - 1)
    assert measures.deviation(values) == pytest.approx(math.sqrt(squares))


@given(rows)
def test_correlation_is_pearsons(pairs):
    xs, ys = [x for x, _y in pairs], [y for _x, y in pairs]
    found = measures.correlation(xs, ys)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(pearson(xs, ys), abs=1e-9)
        assert -1 <= found <= 1


@given(st.lists(st.tuples(st.booleans(), shares), min_size=2, max_size=40))
def test_correlation_with_right_or_wrong_is_the_point_biserial(pairs):
    """(M₁ − M₀) ÷ s × √(p q), with the population standard deviation."""
    xs, ys = [Fraction(x) for x, _y in pairs], [y for _x, y in pairs]
    right, wrong = [y for x, y in pairs if x], [y for x, y in pairs if not x]
    assume(right and wrong and len(set(ys)) > 1)
    p = Fraction(len(right), len(pairs))
    s = math.sqrt(mean([(y - mean(ys)) ** 2 for y in ys]))
    biserial = float(mean(right) - mean(wrong)) / s * math.sqrt(p * (1 - p))
    assert measures.correlation(xs, ys) == pytest.approx(biserial, abs=1e-9)


@given(tables)
def test_alpha_by_definition_and_by_covariances(table):
    totals = [sum(row) for row in table]
    found = measures.alpha(table)
    if len(set(totals)) == 1:
        assert found is None
        return
    k = len(table[0])

    def covariance(i, j):
        a, b = [row[i] for row in table], [row[j] for row in table]
        return mean([(x - mean(a)) * (y - mean(b)) for x, y in zip(a, b, strict=True)])

    everything = sum(covariance(i, j) for i in range(k) for j in range(k))
    own = sum(covariance(i, i) for i in range(k))
    assert found == pytest.approx(float(Fraction(k, k - 1) * (1 - own / everything)), abs=1e-6)
    assert found <= 1 + 1e-9


def test_alpha_of_questions_that_say_the_same_is_1_and_of_unrelated_ones_0():
    same = [[Fraction(n % 2)] * 4 for n in range(10)]
    unrelated = [[Fraction(a), Fraction(b)] for a in (0, 1) for b in (0, 1)]
    assert measures.alpha(same) == pytest.approx(1)
    assert measures.alpha(unrelated) == pytest.approx(0)
    assert measures.alpha([[Fraction(n)] for n in range(4)]) is None
    assert measures.alpha([]) is None


def test_the_textbook_example_of_alpha():
    """Six people, four questions: Σ variances 0.8611, variance of the scores 1.4722."""
    table = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 0, 1, 0]]
    points = [[Fraction(value) for value in row] for row in table]
    own = [Fraction(5, 36), Fraction(2, 9), Fraction(2, 9), Fraction(5, 36)]
    totals = [4, 3, 2, 1, 3, 1]
    whole = Fraction(sum(t * t for t in totals), 6) - Fraction(sum(totals), 6) ** 2
    assert measures.alpha(points) == pytest.approx(float(Fraction(4, 3) * (1 - sum(own) / whole)))


@given(rows, st.randoms())
def test_the_index_does_not_depend_on_the_order_of_the_rows(pairs, random):
    mixed = list(pairs)
    random.shuffle(mixed)

    def index(these):
        return measures.upper_lower_index([x for x, _y in these], [y for _x, y in these])

    assert index(pairs) == index(mixed)
    assert index(pairs) is None or -2 <= index(pairs) <= 2


@given(st.lists(shares, min_size=4, max_size=40))
def test_the_index_without_ties_is_upper_less_lower(values):
    n = len(values)
    totals = [Fraction(place) for place in range(n)]
    size = max(1, math.floor(0.27 * n + 0.5))
    expected = mean(values[n - size :]) - mean(values[:size])
    assert measures.upper_lower_index(values, totals) == expected


@given(st.lists(shares, min_size=1, max_size=40), st.integers(1, 40), st.booleans())
def test_a_group_has_its_size_and_leaves_nobody_better_out(totals, size, upper):
    size = Fraction(min(size, len(totals)))
    weights = measures.tail_weights(totals, size, upper=upper)
    assert sum(weights) == size
    assert all(0 <= weight <= 1 for weight in weights)
    for total, weight in zip(totals, weights, strict=True):
        for other, more in zip(totals, weights, strict=True):
            if total == other:
                assert weight == more
            elif (total > other) == upper:
                assert weight == 1 or more == 0


@pytest.mark.parametrize(
    ("n", "part", "size"),
    [
        (1, measures.TAIL, 1),
        (10, measures.TAIL, 3),
        (100, measures.TAIL, 27),
        (10, measures.THIRD, 3),
    ],
)
def test_sizes_of_groups(n, part, size):
    assert measures.group_size(n, part) == size


def test_the_standard_error_shrinks_with_reliability():
    totals = [Fraction(2), Fraction(4), Fraction(6)]
    assert measures.standard_error(totals, 1.0) == 0
    assert measures.standard_error(totals, 0.75) == pytest.approx(1)
    assert measures.standard_error(totals, -3.0) == pytest.approx(4)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (Fraction(2, 3), "0.67"), (-0.254, "−0.25"), (-0.001, "0.00"), (1, "1.00")],
)
def test_a_figure_is_shown_with_two_decimals(value, shown):
    assert Figure(value, 40).shown == shown


@pytest.mark.parametrize(("n", "is_rough"), [(10, True), (29, True), (30, False)])
def test_a_figure_of_few_answers_is_rough(n, is_rough):
    assert Figure(0.5, n).is_rough is is_rough
    assert not Figure(None, n).is_rough
