"""Takes what comes one by one in lists of some length, so that nothing long is held at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """All of them in their order, `size` at a time; the last list may be shorter, none is empty."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
