"""What the answers say about the questions, in figures and in words."""

from fractions import Fraction

import pytest

from courses.analysis import measures
from courses.analysis.items import Given, Sitting, analyse, item, reliability


def sitting(number, *shares, section=None, versions=None):
    versions = versions or range(1, len(shares) + 1)
    section = section or {}
    return Sitting(
        number,
        {
            version: Given(section.get(version, 1), Fraction(2), Fraction(share))
            for version, share in zip(versions, shares, strict=True)
        },
    )


def ladder(n):
    """Question 1 separates the upper half, 2 nobody, 3 stands on its head."""
    return [sitting(k, k >= n // 2, 1, k < n // 2, k >= n // 3, k >= 2 * n // 3) for k in range(n)]


def codes(found):
    return [flag.code for flag in found.flags]


@pytest.mark.parametrize("n", [0, 1, 9])
def test_below_ten_answers_there_is_no_figure(n):
    found = analyse(ladder(n))
    figures = [found.mean, found.deviation, found.whole.alpha, found.whole.error]
    figures += [figure for row in found.items for figure in (row.facility, row.discrimination)]
    assert {(figure.value, figure.why_not) for figure in figures} == {(None, f"too few ({n})")}
    assert [flag for row in found.items for flag in row.flags] == []


@pytest.mark.parametrize(("n", "is_rough"), [(10, True), (29, True), (30, False)])
def test_few_answers_make_rough_figures(n, is_rough):
    found = analyse(ladder(n))
    assert found.mean.is_rough is is_rough
    assert found.items[0].facility.is_rough is is_rough


def test_figures_of_a_question_are_those_of_its_values():
    rows = ladder(40)
    found = item(1, rows)
    shares = [row.given[1].share for row in rows]
    rests = [(row.earned - row.given[1].earned) / 8 for row in rows]
    assert found.n == 40
    assert found.facility.value == Fraction(1, 2)
    assert found.discrimination.value == measures.correlation(shares, rests)
    assert found.index.value == measures.upper_lower_index(shares, [row.share for row in rows])


def test_flags_in_plain_words():
    found = {row.version: codes(row) for row in analyse(ladder(40)).items}
    assert found[1] == []
    assert found[2] == ["easy"]
    assert found[3] == ["key"]


def test_a_question_that_nobody_can_do_is_too_hard():
    rows = [sitting(k, k == 0, k % 2, k % 3 == 0) for k in range(30)]
    assert "hard" in codes(item(1, rows))


def test_a_question_that_hardly_separates_is_weak():
    rows = [sitting(k, k % 2, k >= 15, k >= 12, k >= 18) for k in range(30)]
    found = item(1, rows)
    assert 0 <= found.discrimination.value < 0.2
    assert codes(found) == ["weak"]


@pytest.mark.parametrize("share", [Fraction(95, 100), Fraction(20, 100)])
def test_flags_begin_beyond_their_limits(share):
    rows = [sitting(k, share, k % 2) for k in range(30)]
    assert codes(item(1, rows)) == []


def test_without_variance_words_say_why():
    same = [sitting(k, 1, k % 2) for k in range(12)]
    alone = [sitting(k, k % 2) for k in range(12)]
    others = [sitting(k, k % 2, 1, 1) for k in range(12)]
    equal = [sitting(k, 1, 1) for k in range(12)]
    assert item(1, same).discrimination.why_not == "everybody earned the same here"
    assert item(1, alone).discrimination.why_not == "there is no other question to compare with"
    assert (
        item(1, others).discrimination.why_not == "everybody earned the same in the other questions"
    )
    assert item(1, equal).index.why_not == "everybody has the same score"
    assert reliability(equal).alpha.why_not == "everybody has the same score"
    assert reliability(alone).alpha.why_not == "this takes at least two questions"


def test_alpha_needs_the_same_questions_and_is_given_for_a_fixed_section():
    section = {1: 1, 2: 1, 3: 2, 4: 2}
    rows = [
        sitting(k, k >= 6, k >= 4, k % 2, section=section, versions=[1, 2, 3 + k % 2])
        for k in range(12)
    ]
    found = analyse(rows)
    assert found.whole.alpha.why_not == (
        "not everybody got the same questions: 2 different selections"
    )
    first, second = found.sections
    points = [[row.given[1].earned, row.given[2].earned] for row in rows]
    assert (first.number, first.questions) == (1, 2)
    assert first.alpha.value == measures.alpha(points)
    assert second.alpha.value is None


def test_a_question_counts_among_those_who_were_asked_it():
    rows = ladder(20) + [sitting(k, k % 2, versions=[9]) for k in range(20, 40)]
    found = analyse(rows)
    assert [row.n for row in found.items] == [20] * 5 + [20]
    assert found.n == 40


def test_the_error_of_measurement_is_in_points():
    rows = ladder(30)
    points = [[each.earned for each in row.given.values()] for row in rows]
    found = reliability(rows)
    assert found.error.value == pytest.approx(
        measures.standard_error([sum(row) for row in points], measures.alpha(points))
    )
