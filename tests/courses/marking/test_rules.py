"""Which part is open, whose marks stand, and how long an appeal may be made."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attempts.rules import needs_moderation, standing_share
from courses.marking import rules


@dataclass(frozen=True)
class Given:
    kind: str
    marked_by_id: int | None
    share: Fraction


def mark(person, tenths, kind="marker"):
    return Given(kind, person, Fraction(tenths, 10))


SETTLED = [[mark(None, 3, kind)] for kind in ("rule", "moderation", "appeal", "regrade")]


@pytest.mark.parametrize(
    ("marks", "held", "needed", "part"),
    [
        ([], {}, 1, "first"),
        ([], {"first": 1}, 1, None),
        ([], {"first": 1}, 2, "second"),
        ([], {"second": 1}, 2, "first"),
        ([mark(1, 5)], {"first": 1}, 1, None),
        ([mark(1, 5)], {}, 2, "first"),
        ([mark(1, 5)], {"first": 2}, 2, None),
        ([mark(1, 5), mark(2, 6)], {"first": 1, "second": 2}, 2, None),
        ([mark(1, 5), mark(2, 9)], {"first": 1, "second": 2}, 2, "moderator"),
        ([mark(1, 5), mark(2, 9)], {"first": 1, "second": 2, "moderator": 3}, 2, None),
        *[(marks, {}, 2, None) for marks in SETTLED],
    ],
)
def test_which_part_of_an_answer_is_open(marks, held, needed, part):
    assert rules.open_part(marks, held, needed, Decimal(20)) == part


PEOPLE = st.integers(1, 3)
KINDS = st.sampled_from(["marker", "marker", "marker", "moderation", "appeal", "regrade", "rule"])
MARKS = st.lists(st.builds(mark, PEOPLE, st.integers(0, 10), KINDS), max_size=6)
MARGINS = st.integers(0, 100).map(Decimal)


@given(MARKS, st.sampled_from([1, 2]), MARGINS)
def test_what_stands_is_a_function_of_the_marks_in_their_order(marks, needed, margin):
    share = standing_share(marks, needed, margin)
    assert share == standing_share(list(marks), needed, margin)
    assert share is None or 0 <= share <= 1
    part = rules.open_part(marks, {}, needed, margin)
    # Either something stands or somebody is still needed, never both and never neither.
    assert (share is None) == (part is not None)
    assert (part == "moderator") == needs_moderation(marks, needed, margin)


@given(st.integers(0, 10), st.integers(0, 10), MARGINS)
def test_it_does_not_matter_which_of_two_markers_comes_first(one, two, margin):
    pair = [mark(1, one), mark(2, two)]
    assert len({standing_share(list(order), 2, margin) for order in permutations(pair)}) == 1


@given(MARKS, st.integers(0, 10))
def test_r52_after_an_appeal_its_mark_stands(marks, tenths):
    assert standing_share([*marks, mark(9, tenths, "appeal")], 2, Decimal(20)) == Fraction(
        tenths, 10
    )


def test_r50_the_last_day_of_an_appeal_is_counted_in_the_zone_of_the_test():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert rules.appeal_through(late, "Europe/Vienna") == date(2026, 3, 30)
    assert rules.appeal_through(late, "UTC") == date(2026, 3, 29)
