"""What a label is on a day follows from its awards: published examples first (R42 to R45)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.labels.rules import (
    Award,
    Standing,
    barrier_to,
    period_of,
    standing_on,
)
from certification.schemes.dating import Turn

TODAY = date(2030, 1, 1)


def award(awards: list[Award], day: date) -> Award:
    period = period_of(awards, day)
    return Award(day, period.starts_on, period.valid_through)


def history(*days: date) -> list[Award]:
    awards: list[Award] = []
    for day in days:
        assert barrier_to(awards, day, TODAY) is None
        awards.append(award(awards, day))
    return awards


FIRST, RENEWED = date(2019, 7, 25), date(2021, 12, 1)


def test_r44_the_published_label_first_awarded_then_renewed_late():
    first, renewed = history(FIRST, RENEWED)
    assert first.valid_through == date(2021, 7, 25)
    assert (renewed.starts_on, renewed.valid_through) == (date(2021, 7, 26), date(2024, 7, 25))


def test_r44_a_year_and_a_day_after_the_end_it_is_a_first_award_again():
    awards = history(FIRST)
    assert period_of(awards, date(2022, 7, 25)).turn is Turn.LATE
    again = period_of(awards, date(2022, 7, 26))
    assert (again.turn, again.valid_through) == (Turn.LAPSED, date(2024, 7, 26))


def test_r44_a_renewal_is_recorded_in_the_year_before_the_end_and_not_earlier():
    awards = history(FIRST)
    assert barrier_to(awards, date(2020, 7, 25), TODAY) is None
    barrier = barrier_to(awards, date(2020, 7, 24), TODAY)
    assert (barrier.code, barrier.rule) == ("too_early", "R44")
    assert "25 July 2020" in barrier.sentence


@pytest.mark.parametrize(
    ("day", "standing", "since"),
    [
        (date(2019, 7, 24), Standing.NOT_YET, None),
        (date(2019, 7, 25), Standing.VALID, date(2019, 7, 25)),
        (date(2021, 7, 25), Standing.VALID, date(2019, 7, 25)),
        (date(2021, 7, 26), Standing.COVERED, date(2021, 7, 26)),
        (date(2021, 11, 30), Standing.COVERED, date(2021, 7, 26)),
        (date(2021, 12, 1), Standing.VALID, date(2021, 12, 1)),
        (date(2024, 7, 25), Standing.VALID, date(2021, 12, 1)),
        (date(2024, 7, 26), Standing.EXPIRED, date(2024, 7, 26)),
    ],
)
def test_r43_r45_on_each_day_of_the_published_label(day, standing, since):
    found = standing_on(history(FIRST, RENEWED), day)
    assert (found.standing, found.since) == (standing, since)


def test_r45_before_the_renewal_was_decided_the_label_had_expired():
    assert standing_on(history(FIRST), date(2021, 8, 1)).standing is Standing.EXPIRED


def test_r42_withdrawn_from_its_day_on_until_a_first_award_again():
    first = Award(FIRST, FIRST, date(2021, 7, 25), withdrawn_on=date(2020, 3, 1))
    assert standing_on([first], date(2020, 2, 29)).standing is Standing.VALID
    assert standing_on([first], date(2020, 3, 1)).standing is Standing.WITHDRAWN
    assert standing_on([first], date(2023, 3, 1)).standing is Standing.WITHDRAWN
    again = period_of([first], date(2020, 6, 30))
    assert (again.turn, again.valid_through) == (Turn.FIRST, date(2022, 6, 30))
    assert barrier_to([first], date(2020, 2, 1), TODAY).code == "not_withdrawn_yet"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "in_future"),
        (FIRST, "out_of_order"),
        (FIRST - timedelta(days=1), "out_of_order"),
    ],
)
def test_awards_are_recorded_in_their_order_and_not_ahead(day, code):
    assert barrier_to(history(FIRST), day, TODAY).code == code


@pytest.mark.parametrize(
    ("first", "through"),
    [
        (date(2020, 2, 29), date(2022, 2, 28)),
        (date(2022, 2, 28), date(2024, 2, 28)),
        (date(2021, 8, 31), date(2023, 8, 31)),
    ],
)
def test_r38_month_ends(first, through):
    assert history(first)[0].valid_through == through


days = st.dates(date(2015, 1, 1), date(2029, 12, 31))


@st.composite
def chains(draw) -> list[Award]:
    """Awards that could be recorded, the last one perhaps withdrawn within its time."""
    awards: list[Award] = []
    for day in sorted(draw(st.sets(days, max_size=6))):
        if barrier_to(awards, day, TODAY) is None:
            awards.append(award(awards, day))
    if awards and draw(st.booleans()):
        last = awards[-1]
        withdrawn = draw(st.dates(last.awarded_on, last.valid_through))
        awards = [
            Award(*_dates(each), withdrawn) if each.valid_through >= withdrawn else each
            for each in awards
        ]
    return awards


def _dates(each: Award) -> tuple[date, date, date]:
    return each.awarded_on, each.starts_on, each.valid_through


@given(chains(), days, st.randoms())
def test_r42_the_order_in_which_awards_are_read_changes_nothing(awards, day, random):
    mixed = random.sample(awards, len(awards))
    assert standing_on(mixed, day) == standing_on(awards, day)


@given(chains(), days)
def test_r42_valid_exactly_where_an_award_known_then_covers_the_day(awards, day):
    covers = any(each.awarded_on <= day and each.covers(day) for each in awards)
    assert standing_on(awards, day).is_valid is covers


@given(chains())
def test_r44_periods_of_a_label_never_overlap_and_a_renewal_leaves_no_gap(awards):
    for before, after in zip(awards, awards[1:], strict=False):
        assert after.starts_on > before.valid_through
        if after.starts_on != after.awarded_on:
            assert after.starts_on == before.valid_through + timedelta(days=1)


@given(chains(), days)
def test_r45_a_day_is_covered_only_by_a_renewal_decided_later(awards, day):
    found = standing_on(awards, day)
    if found.standing is Standing.COVERED:
        assert found.award.awarded_on > day >= found.award.starts_on
        assert standing_on([a for a in awards if a.awarded_on <= day], day).standing in (
            Standing.EXPIRED,
            Standing.NOT_YET,
        )
