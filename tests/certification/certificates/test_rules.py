"""The status of a certificate on a day follows from its events (R42, R43, R46)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certification.certificates.models import StatusEvent
from certification.certificates.rules import Status, StatusOn, status_on

GRANTED = date(2024, 5, 10)
Kind = StatusEvent.Kind


def event(kind: str, day: date) -> StatusEvent:
    return StatusEvent(kind=kind, effective_on=day, recorded_at=datetime(2024, 1, 1, tzinfo=UTC))


def state(day: date, *events: StatusEvent, through: date | None = None) -> StatusOn:
    return status_on([event(Kind.GRANTED, GRANTED), *events], through, day)


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


def test_r46_a_suspension_does_not_stop_the_clock():
    events = [event(Kind.SUSPENDED, date(2025, 1, 1)), event(Kind.LIFTED, date(2025, 3, 1))]
    assert status(date(2026, 5, 10), *events, through=date(2026, 5, 9)) is Status.EXPIRED


def test_r42_withdrawn_beats_suspended_beats_expired():
    through = date(2024, 12, 31)
    suspended = event(Kind.SUSPENDED, date(2024, 6, 1))
    withdrawn = event(Kind.WITHDRAWN, date(2025, 6, 1))
    assert status(date(2025, 1, 1), suspended, through=through) is Status.SUSPENDED
    assert status(date(2025, 6, 1), suspended, withdrawn, through=through) is Status.WITHDRAWN


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


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
events = st.lists(
    st.builds(event, st.sampled_from([Kind.SUSPENDED, Kind.LIFTED, Kind.WITHDRAWN]), days),
    max_size=6,
)


@given(events, days, st.randoms())
def test_r42_the_order_in_which_events_arrive_does_not_matter(events, day, random):
    rows = [event(Kind.GRANTED, GRANTED), *events]
    for number, row in enumerate(rows):
        row.pk = number
    before = status_on(rows, None, day)
    random.shuffle(rows)
    assert status_on(rows, None, day) == before


@given(events, days)
def test_r42_withdrawn_stays_withdrawn(events, day):
    first = min((e.effective_on for e in events if e.kind == Kind.WITHDRAWN), default=None)
    if first is not None and day >= max(first, GRANTED):
        assert status(day, *events) is Status.WITHDRAWN


@given(events, st.none() | days.filter(lambda day: day >= GRANTED), days)
def test_r42_a_status_has_held_since_the_day_it_names_and_not_before(events, through, day):
    now = state(day, *events, through=through)
    if now.since is None:
        assert now.status is Status.NOT_YET
        return
    assert now.since <= day
    assert state(now.since, *events, through=through).status is now.status
    before = state(now.since - timedelta(days=1), *events, through=through).status
    assert before is not now.status
