"""From when to when something holds: published examples, month ends, and no day lost (R38, R43, R44)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.schemes.dating import (
    Dating,
    Turn,
    add_months,
    last_day,
    period_after,
    renewability,
)
from certification.schemes.models import Scheme
from certification.schemes.rules import day_of

ENDS = date(2021, 7, 25)  # of a label awarded on 25 July 2019


def label(previous_end: date | None, decided_on: date, **changed):
    """As published for labels: two years, then three from the previous end, within a year after it."""
    scheme = {
        "first_months": 24,
        "renewal_months": 36,
        "window_months": None,
        "grace_months": 12,
        "dating": Dating.DAY,
    }
    return period_after(previous_end=previous_end, decided_on=decided_on, **(scheme | changed))


def test_r44_the_published_label_of_25_july_2019_is_valid_through_25_july_2021():
    first = label(None, date(2019, 7, 25))
    assert (first.turn, first.starts_on, first.valid_through) == (
        Turn.FIRST,
        date(2019, 7, 25),
        ENDS,
    )


def test_r44_late_renewal_within_grace_starts_at_the_old_expiry():
    renewed = label(ENDS, date(2021, 12, 1))
    assert renewed.turn is Turn.LATE
    assert renewed.starts_on == date(2021, 7, 26)
    assert renewed.valid_through == date(2024, 7, 25)


@pytest.mark.parametrize(
    ("decided_on", "turn", "through"),
    [
        (date(2021, 7, 25), Turn.EARLY, date(2024, 7, 25)),
        (date(2021, 7, 26), Turn.LATE, date(2024, 7, 25)),
        (date(2022, 7, 25), Turn.LATE, date(2024, 7, 25)),
        (date(2022, 7, 26), Turn.LAPSED, date(2024, 7, 26)),
    ],
)
def test_r44_the_last_day_of_grace_belongs_to_it_and_the_next_is_a_first_award(
    decided_on, turn, through
):
    period = label(ENDS, decided_on)
    assert (period.turn, period.valid_through) == (turn, through)
    assert period.turn.is_renewal is (turn is not Turn.LAPSED)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 1, 15), 24, date(2025, 1, 15)),
    ],
)
def test_r38_calendar_months_end_on_the_last_day_there_is(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("issued_on", "months", "expected"),
    [
        (date(2019, 7, 25), 24, date(2021, 7, 25)),  # a published label
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 5, 10), None, None),
    ],
)
def test_r43_the_last_valid_day(issued_on, months, expected):
    assert last_day(issued_on, months) == expected


@pytest.mark.parametrize(
    ("dating", "expected"),
    [
        (Dating.DAY, date(2024, 2, 29)),
        (Dating.MONTH_END, date(2024, 2, 29)),
        (Dating.DECISION, date(2024, 5, 10)),
    ],
)
def test_r44_three_ways_of_dating_a_renewal(dating, expected):
    """Valid through 31 August, renewed on 10 November for six months."""
    renewed = label(date(2023, 8, 31), date(2023, 11, 10), renewal_months=6, dating=dating)
    assert renewed.valid_through == expected


@pytest.mark.parametrize(
    ("from_", "months", "expected"),
    [
        (date(2024, 1, 15), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), None, None),
    ],
)
def test_r43_to_the_end_of_the_month(from_, months, expected):
    assert last_day(from_, months, Dating.MONTH_END) == expected


def test_r44_before_the_window_a_renewal_counts_from_the_decision_and_takes_nothing_away():
    window = {"window_months": 6, "renewal_months": 12}
    assert label(ENDS, date(2021, 1, 25), **window).turn is Turn.EARLY
    early = label(ENDS, date(2021, 1, 24), **window)
    assert (early.turn, early.starts_on) == (Turn.TOO_EARLY, date(2021, 1, 24))
    assert early.valid_through == date(2022, 1, 24)
    assert label(ENDS, date(2019, 8, 1), **window).valid_through == ENDS


def test_r44_what_does_not_expire_is_dated_without_an_end():
    assert label(None, ENDS, first_months=None).valid_through is None
    assert label(ENDS, ENDS, renewal_months=None).valid_through == date(2023, 7, 25)


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
months = st.integers(1, 60)
graces = st.integers(0, 24)
datings = st.sampled_from(Dating.values)


@given(days, days, months, months, st.none() | graces, graces, datings)
def test_r44_no_day_is_lost_nor_left_open(
    previous_end, decided_on, first, renewal, window, grace, dating
):
    period = period_after(
        previous_end=previous_end,
        decided_on=decided_on,
        first_months=first,
        renewal_months=renewal,
        window_months=window,
        grace_months=grace,
        dating=dating,
    )
    assert period.starts_on <= period.valid_through
    times = renewability(previous_end, window, grace, dating)
    if period.turn is Turn.LAPSED:
        assert decided_on > times.closes_on >= previous_end
        assert period.starts_on == decided_on
        return
    assert decided_on <= times.closes_on
    assert period.valid_through >= previous_end
    if dating != Dating.DECISION and period.turn is not Turn.TOO_EARLY:
        assert period.starts_on == previous_end + timedelta(days=1)
        assert period.valid_through == last_day(previous_end, renewal, dating)


@given(days, days, days, months, graces, datings)
def test_r44_waiting_never_gains_a_later_end_while_it_is_a_renewal(
    previous_end, one, other, renewal, grace, dating
):
    """Dated from the previous end, the day of the renewal does not matter."""

    def renewed(day):
        return period_after(
            previous_end=previous_end,
            decided_on=day,
            first_months=12,
            renewal_months=renewal,
            window_months=None,
            grace_months=grace,
            dating=dating,
        )

    first, second = renewed(one), renewed(other)
    if dating != Dating.DECISION and first.turn.is_renewal and second.turn.is_renewal:
        assert first.valid_through == second.valid_through


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),
    st.sampled_from(sorted(available_timezones())),
    st.sampled_from(["Europe/Madrid", "Pacific/Kiritimati", "America/Adak"]),
    datings,
)
def test_r26_a_moment_told_in_any_zone_gives_the_same_period(moment, told_in, zone, dating):
    scheme = Scheme(zone=zone)
    instant = moment.replace(tzinfo=UTC)
    periods = [
        label(None, day_of(told, scheme), dating=dating)
        for told in (instant, instant.astimezone(ZoneInfo(told_in)))
    ]
    assert periods[0] == periods[1]
