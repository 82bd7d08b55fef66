"""Teams, assessors, points, and when a member passes."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.fieldwork import rules
from tests.factories.fieldwork import points

JOINING = {"members": 0, "is_in_a_team": False, "is_in_cohort": True, "is_tutor": False}
ASSESSING = {"person_id": 1, "tutors": {2}, "members": {3, 4}, "assessors": set()}
shares = st.fractions(0, 1, max_denominator=25)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"members": 2}, None),
        ({"members": 3}, "team_full"),
        ({"is_in_a_team": True}, "has_team"),
        ({"is_in_cohort": False}, "not_in_cohort"),
        ({"is_tutor": True}, "is_tutor"),
    ],
)
def test_r53_who_may_join_a_team(changes, code):
    refusal = rules.refusal_to_join(**JOINING | changes)
    assert (refusal and refusal[0]) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"person_id": 3}, "is_member"),
        ({"person_id": 2}, "is_tutor"),
        ({"conflict": "is a relative"}, "conflict"),
        ({"assessors": {8}}, None),
        ({"assessors": {8, 9}}, "enough"),
        ({"assessors": {1, 9}}, None),
    ],
)
def test_r55_who_may_assess_a_team(changes, code):
    refusal = rules.refusal_to_assess(**ASSESSING | changes)
    assert (refusal and refusal[0]) == code


@pytest.mark.parametrize(
    "given_points",
    [
        {},
        points() | {"P9": 1},
        points(first=6),
        points(fourth=-1),
        points() | {"P1": True},
        points() | {"P1": 1.5},
        points() | {"P1": "5"},
    ],
)
def test_points_outside_the_rubric_are_refused(given_points):
    assert rules.refusal_of_points(given_points)


def test_points_of_the_rubric_are_a_share_of_all():
    assert rules.refusal_of_points(points(0, 0, 0, 0)) == ""
    assert rules.share_of(points(5, 5, 5, 0)) == Fraction(15, 25)


def test_r53_seventy_per_cent_pass_and_a_hair_less_does_not():
    assert rules.verdict([Fraction(70, 100)] * 2).is_passed
    assert not rules.verdict([Fraction(70, 100), Fraction(69999, 100_000)]).is_passed


@given(st.lists(shares, max_size=2))
def test_r55_one_assessor_alone_decides_nothing(given_shares):
    found = rules.verdict(given_shares)
    assert (found is None) == (len(given_shares) < 2)


@given(shares, shares)
def test_r53_the_verdict_is_the_exact_mean_whoever_marked_first(one, other):
    found = rules.verdict([one, other])
    assert found == rules.verdict([other, one])
    assert min(one, other) <= found.share <= max(one, other)
    assert found.is_passed == (one + other >= Fraction(14, 10))


@given(shares, shares, shares)
def test_r53_a_better_mark_never_fails_who_passed(one, other, better):
    before, now = rules.verdict([one, other]), rules.verdict([max(one, better), other])
    assert now.is_passed or not before.is_passed


def test_milestones_are_due_the_day_before_their_week():
    first_days, last = [date(2026, 3, 1), date(2026, 4, 6)], date(2026, 4, 10)
    assert rules.due_on(1, first_days, last) == date(2026, 2, 28)
    assert rules.due_on(2, first_days, last) == date(2026, 4, 5)
    assert rules.due_on(3, first_days, last) == last
    assert rules.due_on(None, first_days, last) == last


@given(st.text(max_size=80), st.text(max_size=80))
def test_r54_likeness_lies_between_nothing_and_the_same(text, other):
    assert 0 <= rules.likeness(text, other) <= 1
    assert rules.likeness(text, text.upper().lower()) >= rules.likeness(text, "")
    assert rules.likeness(text, text) == 1


def test_r54_likeness_goes_by_words():
    assert rules.likeness("one two three four", "ONE two  three five") == Fraction(3, 4)
    assert rules.likeness("one two", "three four") == 0
