"""What a policy would do: the example's dates, and how many certificates end when (R38, R43, R44)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certification.certificates.pictures import bars, lines, years
from certification.certificates.simulation import (
    MONTHS,
    Habit,
    Policy,
    example,
    months_ahead,
)
from certification.schemes.dating import Dating, Turn, add_months

LABELS = Policy(valid_months=24, renewal_months=36, window_months=6, grace_months=12)
AWARDED = date(2019, 7, 25)


def dates(habit: Habit, policy: Policy = LABELS) -> list[tuple[date, date]]:
    return [(span.starts_on, span.valid_through) for span in example(policy, AWARDED, habit)]


def test_r44_the_published_label_in_the_simulator():
    assert dates(Habit.LATE) == [
        (AWARDED, date(2021, 7, 25)),
        (date(2021, 7, 26), date(2024, 7, 25)),
    ]
    late = example(LABELS, AWARDED, Habit.LATE)[1]
    assert (late.decided_on, late.gap_before) == (date(2022, 7, 25), 364)
    too_late = example(LABELS, AWARDED, Habit.TOO_LATE)[1]
    assert (too_late.turn, too_late.decided_on) == (Turn.LAPSED, date(2022, 7, 26))
    assert too_late.valid_through == date(2024, 7, 26)


def test_r44_early_and_on_the_last_day_end_the_same():
    assert dates(Habit.EARLY)[:2] == dates(Habit.LAST_DAY)[:2]
    assert example(LABELS, AWARDED, Habit.EARLY)[1].decided_on == date(2021, 1, 25)
    assert dates(Habit.NEVER) == [(AWARDED, date(2021, 7, 25))]


def test_r43_what_does_not_expire_has_one_period():
    (span,) = example(Policy(valid_months=None), AWARDED, Habit.LATE)
    assert (span.valid_through, span.closes_on) == (None, None)


policies = st.builds(
    Policy,
    valid_months=st.integers(1, 60),
    renewal_months=st.none() | st.integers(1, 60),
    window_months=st.none() | st.integers(1, 60),
    grace_months=st.integers(0, 24),
    dating=st.sampled_from(list(Dating)),
)
day = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(policies, day, st.sampled_from(list(Habit)))
def test_r44_an_example_ends_and_never_goes_back(policy, granted_on, habit):
    spans = example(policy, granted_on, habit)
    assert spans[0].starts_on == granted_on
    assert len(spans) <= 2 * MONTHS + 2
    for before, after in zip(spans, spans[1:], strict=False):
        assert after.decided_on > before.decided_on
        assert after.valid_through >= before.valid_through
        if habit is not Habit.TOO_LATE and policy.dating != Dating.DECISION:
            assert after.starts_on <= before.valid_through + timedelta(days=1)


@given(st.dictionaries(day, st.integers(1, 9), max_size=20), policies, day)
def test_every_end_within_five_years_stands_in_one_month(ends, policy, today):
    months = months_ahead(ends, policy, today)
    first = today.replace(day=1)
    within = sum(n for end, n in ends.items() if first <= end < add_months(first, MONTHS))
    assert len(months) == MONTHS
    assert sum(month.as_they_say for month in months) == within
    assert sum(sum(m.as_they_say for m in rows) for _year, rows, _s, _a in years(months)) == within


def test_what_ends_is_counted_again_after_each_renewal():
    months = months_ahead({date(2026, 5, 10): 7}, Policy(valid_months=12), date(2026, 1, 1))
    again = {month.first: month.again for month in months if month.again}
    assert again == {date(year, 5, 1): 7 for year in (2027, 2028, 2029, 2030)}


def test_the_pictures_hold_every_month_and_piece_within_their_frame():
    months = months_ahead({date(2026, 5, 10): 7}, LABELS, date(2026, 1, 1))
    drawn = bars(months)
    assert len(drawn.bars) == MONTHS
    assert max(bar.height for bar in drawn.bars) == drawn.base
    examples = [(habit, example(LABELS, AWARDED, habit)) for habit in Habit]
    for line in lines(AWARDED, examples).lines:
        assert all(0 <= piece.x <= piece.x + piece.width <= 720.1 for piece in line.pieces)
