"""The status of a certificate on a day follows from its events (R34, R42 to R46, R50)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.certificates.models import StatusEvent
from certification.certificates.rules import (
    Status,
    StatusOn,
    end_of,
    is_extended,
    known_events,
    status_on,
    stretches,
)

GRANTED = date(2024, 5, 10)
DAY = timedelta(days=1)
Kind = StatusEvent.Kind


def event(kind: str, day: date, *, decided: date | None = None, **fields) -> StatusEvent:
    return StatusEvent(
        kind=kind,
        effective_on=day,
        decided_on=decided or day,
        recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
        **fields,
    )


def granted(day: date = GRANTED, through: date | None = None) -> StatusEvent:
    return event(Kind.GRANTED, day, valid_through=through)


def state(day: date, *events: StatusEvent, through: date | None = None) -> StatusOn:
    return status_on([granted(through=through), *events], day)


def status(day: date, *events: StatusEvent, through: date | None = None) -> Status:
    return state(day, *events, through=through).status


def test_r42_before_the_grant_it_is_not_yet_granted():
    assert status(date(2024, 5, 9)) is Status.NOT_YET


def test_r43_valid_through_the_last_day_inclusive():
    through = date(2026, 5, 9)
    assert status(through, through=through) is Status.VALID
    assert status(date(2026, 5, 10), through=through) is Status.EXPIRED


def test_r42_suspended_then_lifted():
    events = [event(Kind.SUSPENDED, date(2025, 1, 1)), event(Kind.LIFTED, date(2025, 3, 1))]
    assert status(date(2024, 12, 31), *events) is Status.VALID
    assert status(date(2025, 1, 1), *events) is Status.SUSPENDED
    assert status(date(2025, 3, 1), *events) is Status.VALID


def test_r42_a_suspension_with_a_last_day_ends_by_itself():
    until = event(Kind.SUSPENDED, date(2025, 1, 1), suspended_through=date(2025, 2, 28))
    assert status(date(2025, 2, 28), until) is Status.SUSPENDED
    after = state(date(2025, 6, 1), until)
    assert (after.status, after.since) == (Status.VALID, date(2025, 3, 1))


def test_r46_a_suspension_does_not_stop_the_clock():
    events = [event(Kind.SUSPENDED, date(2025, 1, 1)), event(Kind.LIFTED, date(2025, 3, 1))]
    assert status(date(2026, 5, 10), *events, through=date(2026, 5, 9)) is Status.EXPIRED


def test_r42_withdrawn_beats_suspended_beats_superseded_beats_expired():
    through = date(2024, 12, 31)
    superseded = event(Kind.SUPERSEDED, date(2024, 6, 1))
    suspended = event(Kind.SUSPENDED, date(2025, 1, 1))
    withdrawn = event(Kind.WITHDRAWN, date(2025, 6, 1))
    every = [superseded, suspended, withdrawn]
    assert status(date(2024, 12, 31), *every, through=through) is Status.SUPERSEDED
    assert status(date(2025, 1, 1), *every, through=through) is Status.SUSPENDED
    assert status(date(2025, 6, 1), *every, through=through) is Status.WITHDRAWN
    assert status(date(2025, 1, 1), through=through) is Status.EXPIRED


def test_r43_expired_since_the_day_after_the_last_valid_one():
    assert state(date(2027, 1, 1), through=date(2026, 5, 9)).since == date(2026, 5, 10)


def test_r42_valid_again_since_the_suspension_was_lifted():
    events = [event(Kind.SUSPENDED, date(2025, 1, 1)), event(Kind.LIFTED, date(2025, 3, 1))]
    assert state(date(2024, 12, 31), *events).since == GRANTED
    assert state(date(2025, 2, 1), *events).since == date(2025, 1, 1)
    assert state(date(2025, 4, 1), *events).since == date(2025, 3, 1)


def test_r42_lifted_after_the_end_it_is_expired_since_the_lifting():
    events = [event(Kind.SUSPENDED, date(2025, 1, 1)), event(Kind.LIFTED, date(2026, 8, 1))]
    assert state(date(2026, 9, 1), *events, through=date(2026, 5, 9)).since == date(2026, 8, 1)


def test_r42_lifting_what_was_not_suspended_changes_nothing():
    assert state(date(2025, 4, 1), event(Kind.LIFTED, date(2025, 3, 1))).since == GRANTED


# The published label: 25 July 2019, two years; renewed on 1 December 2021 for three years.
FIRST = granted(date(2019, 7, 25), date(2021, 7, 25))
LATE = event(
    Kind.RENEWED,
    date(2021, 7, 26),
    decided=date(2021, 12, 1),
    valid_through=date(2024, 7, 25),
)


def test_r44_the_published_label_renewed_late_is_valid_through_25_july_2024():
    now = status_on([FIRST, LATE], date(2021, 12, 1))
    assert (now.status, now.valid_through) == (Status.VALID, date(2024, 7, 25))
    assert now.since == date(2019, 7, 25)
    assert status_on([FIRST, LATE], date(2024, 7, 26)).status is Status.EXPIRED


def test_r45_a_day_in_the_gap_is_covered_by_the_renewal_and_says_so():
    in_the_gap = date(2021, 10, 1)
    assert status_on([FIRST], in_the_gap).status is Status.EXPIRED
    covered = status_on([FIRST, LATE], in_the_gap)
    assert (covered.status, covered.covered_by) == (Status.VALID, date(2021, 12, 1))
    for day in (date(2021, 7, 25), date(2021, 12, 1), date(2022, 1, 1)):
        assert status_on([FIRST, LATE], day).covered_by is None


def test_r45_as_it_was_known_in_the_gap_it_was_expired():
    in_the_gap = date(2021, 10, 1)
    assert status_on([FIRST, LATE], in_the_gap, known_on=in_the_gap).status is Status.EXPIRED
    assert status_on([FIRST, LATE], in_the_gap, known_on=date(2021, 12, 1)).is_valid


def test_r44_renewed_early_no_day_is_lost_and_the_end_to_come_is_told():
    early = event(
        Kind.RENEWED,
        date(2021, 7, 26),
        decided=date(2021, 6, 1),
        valid_through=date(2024, 7, 25),
    )
    assert status_on([FIRST, early], date(2021, 6, 15)).valid_through == date(2024, 7, 25)
    assert status_on([FIRST, early], date(2021, 7, 26)).covered_by is None
    assert stretches([FIRST, early]) == [(date(2019, 7, 25), date(2024, 7, 25))]


def test_r44_a_renewal_dated_from_its_decision_leaves_the_gap_open():
    late = event(Kind.RENEWED, date(2021, 12, 1), valid_through=date(2024, 12, 1))
    assert status_on([FIRST, late], date(2021, 10, 1)).status is Status.EXPIRED
    assert status_on([FIRST, late], date(2021, 12, 1)).since == date(2021, 12, 1)
    assert len(stretches([FIRST, late])) == 2


def test_r34_a_withdrawal_with_a_day_in_the_past_was_not_known_before():
    withdrawn = event(Kind.WITHDRAWN, date(2025, 3, 1), decided=date(2025, 9, 1))
    day = date(2025, 5, 1)
    assert status(day, withdrawn) is Status.WITHDRAWN
    assert status_on([granted(), withdrawn], day, known_on=date(2025, 8, 31)).is_valid
    assert status(date(2025, 2, 28), withdrawn) is Status.VALID


def test_r50_a_restoration_gives_back_the_original_days():
    withdrawn = event(Kind.WITHDRAWN, date(2025, 3, 1), pk=7)
    restored = event(Kind.RESTORED, date(2025, 3, 1), decided=date(2025, 8, 1), undoes_id=7)
    during = date(2025, 5, 1)
    now = state(during, withdrawn, restored, through=date(2026, 5, 9))
    assert (now.status, now.since, now.valid_through) == (
        Status.VALID,
        GRANTED,
        date(2026, 5, 9),
    )
    known = status_on([granted(), withdrawn, restored], during, known_on=date(2025, 7, 31))
    assert known.status is Status.WITHDRAWN


def test_r50_restoring_undoes_the_one_event_and_no_other():
    suspended = event(Kind.SUSPENDED, date(2025, 2, 1), pk=6)
    withdrawn = event(Kind.WITHDRAWN, date(2025, 3, 1), pk=7)
    restored = event(Kind.RESTORED, date(2025, 3, 1), undoes_id=7)
    assert status(date(2025, 5, 1), suspended, withdrawn, restored) is Status.SUSPENDED


def test_r38_an_extension_moves_the_end_and_is_told():
    longer = event(Kind.EXTENDED, date(2026, 4, 1), valid_through=date(2026, 11, 9))
    events = [granted(through=date(2026, 5, 9)), longer]
    assert status_on(events, date(2026, 5, 10)).is_valid
    assert status_on(events, date(2026, 5, 10), known_on=date(2026, 3, 31)).status is Status.EXPIRED
    assert is_extended(events)
    assert not is_extended(events[:1])


def test_r38_an_extension_before_an_early_renewal_begins_is_not_lost():
    """It counts from its decision, the renewal from the day after the old end."""
    early = event(
        Kind.RENEWED, date(2026, 5, 10), decided=date(2026, 4, 1), valid_through=date(2028, 5, 9)
    )
    longer = event(Kind.EXTENDED, date(2026, 4, 15), valid_through=date(2028, 8, 9))
    assert end_of([granted(through=date(2026, 5, 9)), early, longer]) == date(2028, 8, 9)


def test_r42_a_smaller_scope_is_told_from_its_day_on():
    smaller = event(Kind.REDUCED, date(2025, 3, 1), scope=["M1", "M2"])
    assert state(date(2025, 2, 28), smaller).scope == ()
    after = state(date(2025, 3, 1), smaller)
    assert (after.scope, after.status, after.since) == (("M1", "M2"), Status.VALID, GRANTED)


def test_r42_the_certificate_that_replaces_it_is_told():
    replaced = event(Kind.SUPERSEDED, date(2025, 3, 1), superseded_by_id=12)
    after = state(date(2025, 3, 1), replaced)
    assert (after.status, after.superseded_by) == (Status.SUPERSEDED, 12)
    assert state(date(2025, 2, 28), replaced).superseded_by is None


def test_stretches_end_on_the_day_before_a_withdrawal():
    withdrawn = event(Kind.WITHDRAWN, date(2025, 3, 1))
    assert stretches([granted(), withdrawn]) == [(GRANTED, date(2025, 2, 28))]
    assert stretches([granted(), event(Kind.WITHDRAWN, GRANTED)]) == []


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
ends = st.none() | days
MEANT = [Kind.SUSPENDED, Kind.LIFTED, Kind.WITHDRAWN, Kind.SUPERSEDED, Kind.REDUCED]


@st.composite
def histories(draw) -> list[StatusEvent]:
    """Any events after a grant, decided on any day; the last may undo one before it."""
    rows = [granted(through=draw(ends))]
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from([*MEANT, Kind.RENEWED, Kind.EXTENDED]))
        fields = {"decided": draw(days)}
        if kind in StatusEvent.GIVE_AN_END:
            fields["valid_through"] = draw(ends)
        if kind == Kind.SUSPENDED:
            fields["suspended_through"] = draw(ends)
        rows.append(event(kind, draw(days), **fields))
    for number, row in enumerate(rows):
        row.pk = number
    if len(rows) > 1 and draw(st.booleans()):
        undone = rows[-1]
        rows.append(event(Kind.RESTORED, undone.effective_on, undoes_id=undone.pk))
        rows[-1].pk = len(rows)
    return rows


@given(histories(), days, st.none() | days, st.randoms())
def test_r42_the_order_in_which_events_arrive_does_not_matter(rows, day, known_on, random):
    before = status_on(rows, day, known_on=known_on)
    random.shuffle(rows)
    assert status_on(rows, day, known_on=known_on) == before


@given(histories(), days)
def test_r42_withdrawn_stays_withdrawn(rows, day):
    standing = known_events(rows)
    first = min((e.effective_on for e in standing if e.kind == Kind.WITHDRAWN), default=None)
    if first is not None and day >= max(first, GRANTED):
        assert status_on(rows, day).status is Status.WITHDRAWN


@given(histories(), days)
def test_r42_a_status_has_held_since_the_day_it_names_and_not_before(rows, day):
    now = status_on(rows, day)
    if now.since is None:
        assert now.status is Status.NOT_YET
        return
    assert now.since <= day
    assert status_on(rows, now.since).status is now.status
    assert status_on(rows, now.since - DAY).status is not now.status


@given(histories(), days)
def test_r43_what_is_valid_is_within_its_end(rows, day):
    now = status_on(rows, day)
    if now.is_valid and now.valid_through is not None:
        assert day <= now.valid_through


@given(histories(), days, days)
def test_r42_what_is_decided_later_changes_no_answer_as_it_was_known(rows, day, known_on):
    known = [row for row in rows if row.decided_on <= known_on]
    assert status_on(rows, day, known_on=known_on) == status_on(known, day)


@given(histories(), days)
def test_r45_a_covered_day_is_valid_now_and_was_expired_then(rows, day):
    now = status_on(rows, day)
    if now.covered_by is not None:
        assert now.is_valid
        assert now.covered_by > day


@given(histories(), days)
def test_the_stretches_are_the_days_on_which_nothing_but_a_suspension_is_in_the_way(rows, day):
    here = any(first <= day and (last is None or day <= last) for first, last in stretches(rows))
    now = status_on(rows, day).status
    if now is Status.VALID:
        assert here
    elif now is not Status.SUSPENDED:
        assert not here or now is Status.NOT_YET


@pytest.mark.parametrize("kind", [Kind.SUSPENDED, Kind.LIFTED, Kind.REDUCED])
def test_r46_nothing_but_renewal_and_extension_moves_the_end(kind):
    through = date(2026, 5, 9)
    moved = event(kind, date(2025, 1, 1), valid_through=date(2030, 1, 1), scope=["M1"])
    assert end_of([granted(through=through), moved]) == through
