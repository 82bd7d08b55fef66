"""Requirements about teaching: closed deliveries, hours, observed sessions, in a time (R35 to R39)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.schemes.requirements.teaching import (
    Given,
    check_deliveries,
    check_hours,
    check_observations,
)
from certification.schemes.requirements.windows import Window
from courses.closing.models import TrainerCredit
from courses.deliveries.models import Delivery

OPEN = Window(None, None)
TODAY = SimpleNamespace(day=date(2026, 3, 2))


def training(
    completers: int,
    *,
    role: str = "lead",
    signed: bool = False,
    minutes: int = 600,
    without_right: int = 0,
    on: date = date(2025, 5, 9),
    participants: int = 20,
) -> Given:
    closed_at = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    credit = TrainerCredit(
        pk=1,
        delivery=Delivery(title="Training", code="T"),
        role=role,
        minutes=minutes,
        minutes_without_right=without_right,
        minutes_in_all=minutes,
        taught_from=on,
        taught_through=on,
        credited_at=closed_at,
        signed_at=closed_at if signed else None,
    )
    return Given(credit, participants, completers)


ASKED = {"number": 1, "completers": 6}


@pytest.mark.parametrize(
    ("row", "is_met"),
    [
        (training(6), True),
        (training(5), False),
        (training(6, role="co-trainer"), False),
        (training(6, role="co-trainer", signed=True), True),
        (training(6, without_right=600), False),
        (training(6, without_right=599), True),
    ],
)
def test_r36_a_closed_delivery_as_lead_with_enough_completers(row, is_met):
    checked = check_deliveries(ASKED, ([row], OPEN), TODAY)
    assert checked.is_met is is_met
    assert (checked.met_at is not None) is is_met
    assert bool(checked.missing) is not is_met


def test_r36_it_says_what_the_best_of_the_others_lacked():
    checked = check_deliveries(ASKED, ([training(3), training(5)], OPEN), TODAY)
    assert checked.missing == (
        "1 more closed training is needed. “Training” had 5 who completed it, of 6.",
    )


def test_r39_a_training_that_is_used_is_told_of_but_does_not_count():
    used = replace(training(6), is_used=True)
    told = "1 training that you gave counts for a certificate already."
    assert check_deliveries(ASKED, ([used], OPEN), TODAY).missing[1:] == (told,)
    assert check_deliveries(ASKED, ([used, training(6)], OPEN), TODAY).is_met
    hours = check_hours({"hours": 10}, ([used], OPEN), TODAY)
    assert hours.missing == ("0 of 10 hours so far.", told)


@given(completers=st.lists(st.integers(0, 12), max_size=6), number=st.integers(1, 4))
def test_r36_never_met_by_fewer_than_are_asked(completers, number):
    rows = [training(each) for each in completers]
    checked = check_deliveries({"number": number, "completers": 6}, (rows, OPEN), TODAY)
    enough = sum(each >= 6 for each in completers)
    assert checked.is_met == (enough >= number)
    if checked.is_met:
        assert len(checked.evidence) == number
        assert all(each.facts["completers"] >= 6 for each in checked.evidence)


def test_r38_it_lasts_as_long_as_the_months_that_are_looked_back_on():
    days = [date(2025, 8, 31), date(2025, 12, 1)]
    rows = [training(6, on=day) for day in days]
    one = check_deliveries(ASKED | {"within_months": 6}, (rows, OPEN), TODAY)
    two = check_deliveries(ASKED | {"number": 2, "within_months": 6}, (rows, OPEN), TODAY)
    assert one.expires_on == date(2026, 6, 1)
    assert two.expires_on == date(2026, 2, 28)


def test_r38_the_time_is_said_before_and_after_its_end():
    window = Window(None, date(2026, 3, 2))
    assert check_deliveries(ASKED, ([], window), TODAY).missing[-1] == "By 2 March 2026."
    late = SimpleNamespace(day=date(2026, 3, 3))
    said = check_deliveries(ASKED, ([], window), late).missing[-1]
    assert said == "The time for this ended on 2 March 2026."


def test_hours_count_where_the_right_was_there_and_the_size_is_as_asked():
    asked = {"hours": 20, "participants": 2, "participants_most": 25}
    good = [training(6, minutes=600), training(6, minutes=660, without_right=60)]
    assert check_hours(asked, (good, OPEN), TODAY).is_met
    short = [training(6, minutes=600), training(6, minutes=659, without_right=60)]
    assert check_hours(asked, (short, OPEN), TODAY).missing == ("19 of 20 hours so far.",)
    crowd = [training(6, minutes=1200, participants=26)]
    assert not check_hours(asked, (crowd, OPEN), TODAY).is_met


def test_r37_observations_that_are_missing_are_counted():
    checked = check_observations({"number": 2}, ([], OPEN), TODAY)
    assert checked.missing == ("2 more are needed.",)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 1, 1), True), (date(2025, 12, 31), False), (date(2026, 3, 3), False)],
)
def test_r38_a_window_includes_both_ends(day, holds):
    assert Window(date(2026, 1, 1), date(2026, 3, 2)).holds(day) is holds
