"""The right to teach on a day, and the state of a delivery."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.deliveries import rules
from courses.deliveries.models import Delivery

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
THROUGH_APRIL = {"suspended_through": date(2026, 4, 30)}


@dataclass(frozen=True)
class Given:
    valid_from: date = date(2026, 1, 1)
    valid_through: date | None = date(2026, 12, 31)
    suspended_from: date | None = None
    suspended_through: date | None = None
    module_id: int | None = None
    source: str = "certificate"


@pytest.mark.parametrize(
    ("authorities", "module", "day", "holds", "reason"),
    [
        ([], 1, date(2026, 3, 1), False, "no right to teach this module is on record"),
        ([Given()], 1, date(2026, 3, 1), True, ""),
        ([Given(module_id=1)], 1, date(2026, 3, 1), True, ""),
        (
            [Given(module_id=2)],
            1,
            date(2026, 3, 1),
            False,
            "no right to teach this module is on record",
        ),
        ([Given(module_id=2)], None, date(2026, 3, 1), True, ""),
        ([Given()], 1, date(2026, 12, 31), True, ""),
        ([Given()], 1, date(2027, 1, 1), False, "the right ended on 2026-12-31"),
        ([Given()], 1, date(2025, 12, 31), False, "the right begins only on 2026-01-01"),
        (
            [Given(suspended_from=date(2026, 2, 1))],
            1,
            date(2026, 2, 1),
            False,
            "the right is suspended since 2026-02-01",
        ),
        ([Given(suspended_from=date(2026, 2, 1))], 1, date(2026, 1, 31), True, ""),
        ([Given(suspended_from=date(2026, 2, 1), **THROUGH_APRIL)], 1, date(2026, 5, 1), True, ""),
        (
            [Given(suspended_from=date(2026, 2, 1), **THROUGH_APRIL)],
            1,
            date(2026, 4, 30),
            False,
            "the right is suspended since 2026-02-01",
        ),
    ],
)
def test_r31_the_right_is_judged_for_a_module_on_a_day(authorities, module, day, holds, reason):
    right = rules.right_on(authorities, module, day)
    assert (right.holds, right.reason) == (holds, reason)


def test_r31_a_right_to_the_module_goes_before_one_to_the_programme():
    own = Given(module_id=1, source="module")
    assert rules.right_on([Given(), own], 1, date(2026, 3, 1)).authority == own


@given(
    starts=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 1000),
    day=st.dates(date(2019, 1, 1), date(2034, 1, 1)),
)
def test_r31_a_right_holds_exactly_from_its_first_to_its_last_day(starts, days, day):
    through = starts + timedelta(days=days)
    right = rules.right_on([Given(starts, through)], 1, day)
    assert right.holds == (starts <= day <= through)
    assert bool(right.reason) != right.holds


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "planned"),
        ({"opened_at": NOW}, "running"),
        ({"opened_at": NOW, "closed_at": NOW}, "closed"),
        ({"cancelled_at": NOW}, "cancelled"),
    ],
)
def test_a_delivery_is_in_one_state(fields, expected):
    assert rules.status(Delivery(**fields), NOW, NOW) == expected


def test_a_delivery_runs_from_the_start_of_its_first_session():
    assert rules.status(Delivery(opened_at=NOW), NOW, NOW - timedelta(seconds=1)) == "open"


@given(st.lists(st.sampled_from(["lead", "co-trainer"]), min_size=1, max_size=9))
def test_r35_fractional_shares_of_a_session_add_up_to_one(roles):
    assert sum(rules.fractional_share(role, roles) for role in roles) == Fraction(1)
    assert rules.fractional_share("guest", roles) == 0
