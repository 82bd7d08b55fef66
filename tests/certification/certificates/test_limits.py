"""Misses of one network count for a minute each, whatever the cache does with its entries."""

from datetime import timedelta

import pytest

from certification.certificates.limits import MISSES, WINDOW, count_miss, has_missed_too_often
from tests.factories.courses import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(rf):
    return lambda address="192.0.2.1": rf.get("/verify/x/", REMOTE_ADDR=address)


def miss(request, times: int, at=AT) -> None:
    for _ in range(times):
        count_miss(request, at)


def test_the_last_allowed_miss_is_not_too_many(asks):
    miss(asks(), MISSES - 1)
    assert not has_missed_too_often(asks(), AT)
    miss(asks(), 1)
    assert has_missed_too_often(asks(), AT)


def test_a_minute_after_the_misses_all_is_well_again(asks):
    miss(asks(), MISSES)
    assert has_missed_too_often(asks(), AT + timedelta(seconds=WINDOW - 1))
    assert not has_missed_too_often(asks(), AT + timedelta(seconds=WINDOW))


def test_each_miss_counts_for_its_own_minute(asks):
    miss(asks(), MISSES - 1)
    miss(asks(), 1, at=AT + timedelta(seconds=WINDOW - 1))
    assert has_missed_too_often(asks(), AT + timedelta(seconds=WINDOW - 1))
    assert not has_missed_too_often(asks(), AT + timedelta(seconds=WINDOW))


def test_another_network_is_not_held_up(asks):
    miss(asks(), MISSES)
    assert not has_missed_too_often(asks("192.0.2.2"), AT)


def test_addresses_of_one_ipv6_network_are_counted_together(asks):
    miss(asks("2001:db8::1"), MISSES)
    assert has_missed_too_often(asks("2001:db8::ffff:2"), AT)
    assert not has_missed_too_often(asks("2001:db8:0:1::1"), AT)
