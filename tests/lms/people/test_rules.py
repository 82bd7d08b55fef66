"""What ties one person to another, and for how long (R48)."""

from datetime import date

import pytest

from lms.people import rules
from lms.people.rules import Declared, Employment

ON = date(2026, 3, 2)


def tie(**changes):
    facts = {"person": 1, "other": 2, "kind": "trained", "declared_on": ON}
    return Declared(**facts | {"held_through": None, "ended_on": None} | changes)


@pytest.mark.parametrize(
    ("changes", "binds"),
    [
        ({}, True),
        ({"declared_on": date(2026, 3, 3)}, False),
        ({"held_through": date(2024, 3, 2)}, True),
        ({"held_through": date(2024, 3, 1)}, False),
        ({"ended_on": ON}, False),
        ({"ended_on": date(2026, 3, 3)}, True),
    ],
)
def test_r48_when_a_declared_tie_binds(changes, binds):
    assert rules.binds(tie(**changes), ON) is binds


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "reaches"),
    [
        (date(2020, 1, 1), None, True),
        (date(2020, 1, 1), date(2024, 3, 2), True),
        (date(2020, 1, 1), date(2024, 3, 1), False),
        (date(2026, 3, 3), None, False),
        (None, None, True),
    ],
)
def test_r48_when_an_employment_counts(starts_on, ends_on, reaches):
    assert rules.reaches(Employment(1, 1, starts_on, ends_on), ON) is reaches


def test_the_24_months_before_a_leap_day_begin_on_the_28th():
    assert rules.ties_since(date(2028, 2, 29)) == date(2026, 2, 28)


def test_r48_every_tie_is_named():
    work = Employment(1, 7, None, None), Employment(2, 7, None, None)
    found = rules.ties_on(
        {1}, [tie(), tie(person=2, other=1, kind="relative")], [work[0]], work, ON
    )
    assert found == {(1, 1): {"self"}, (1, 2): {"trained", "relative", "colleague"}}
    assert all(str(rules.TIE_WORDS[kind]) for kinds in found.values() for kind in kinds)
