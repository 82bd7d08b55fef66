"""Lists of some length, of whatever comes one by one."""

import pytest

from lms.batches import in_batches


@pytest.mark.parametrize(
    ("number", "batches"),
    [(0, []), (2, [[0, 1]]), (4, [[0, 1], [2, 3]]), (5, [[0, 1], [2, 3], [4]])],
)
def test_nothing_is_lost_and_no_list_is_empty(number, batches):
    assert list(in_batches(iter(range(number)), 2)) == batches


def test_no_more_is_taken_than_asked_for():
    items = iter(range(10))
    assert next(in_batches(items, 3)) == [0, 1, 2]
    assert next(items) == 3
