"""Filters as an address, a job or a report keeps them."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from certification.counts.rules import MISSING, NOT_ATTRIBUTABLE, Filters

days = st.dates(date(1990, 1, 1), date(2200, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
codes = st.sampled_from(["", NOT_ATTRIBUTABLE, "AT", "P1", "2016.2.FRB0"])


@given(
    st.builds(
        Filters,
        role=st.sampled_from(["", "manager", "instructor"]),
        country=codes,
        year=st.none() | st.integers(1990, 2200),
        project=codes,
        from_=st.none() | days,
        to=st.none() | days,
        evidence=st.sampled_from(["", MISSING]),
        region=codes,
        known_at=st.none() | days | moments,
    )
)
def test_what_an_address_says_is_read_as_it_was_meant(filters):
    assert Filters.of(filters.query()) == filters


def test_no_address_says_the_scope():
    filters = Filters(role="manager", scope=("P1",))
    assert Filters.of(filters.query() | {"scope": "P2"}) == Filters(role="manager")
