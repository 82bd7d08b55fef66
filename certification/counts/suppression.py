"""Decides which small cells of a table are put together, so that nobody is found in it (R20).

What is published is the total, each line that is large enough, and one sum of the others with how
many lines it holds. Put together are all lines below the threshold and at least one further line, the
smallest first, until what is published leaves each small line open, also to somebody who knows this
rule: a test tries every table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LOWEST = 3  # a line of 1 that is hidden as less than 2 is known


@dataclass(frozen=True)
class Shown:
    """What may be published of a table; `others` is the sum of `hidden` lines, 0 where there are none."""

    lines: dict[str, int]
    others: int
    hidden: int
    total: int | None  # None: the whole table is too small to say more than that


def without_small_cells(lines: Mapping[str, int], fewest: int) -> Shown:
    """Lines of one table that add up to their total; lines without anybody stand in no table.

    `fewest` is the smallest number that may be shown by itself (`CountingRule.fewest_shown`);
    0 and 1 hide nothing.
    """
    ordered = sorted(
        ((code, number) for code, number in lines.items() if number > 0),
        key=lambda line: (line[1], line[0]),
    )
    numbers = [number for _code, number in ordered]
    fewest = max(fewest, LOWEST) if fewest > 1 else fewest
    small = sum(number < fewest for number in numbers)
    if not small:
        return Shown(dict(ordered), 0, 0, sum(numbers))
    larger = [*numbers, sum(numbers) + 2]  # after the last line there is no bound
    for hidden in range(small + 1, len(numbers) + 1):
        if _is_open(numbers[:hidden], small, fewest, larger[hidden]):
            together = sum(numbers[:hidden])
            return Shown(dict(ordered[hidden:]), together, hidden, sum(numbers))
    return Shown({}, 0, 0, None)


def _is_open(hidden: Sequence[int], small: int, fewest: int, next_shown: int) -> bool:
    """Whether each small line could have another number, given the sum and the next larger line.

    Small lines lie between 1 and `fewest` - 1, the others between `fewest` and the next one that is
    shown. The sum may be neither the least nor the most that they can give, or all are known; and one
    small line alone needs another line that gives way.
    """
    others, largest = len(hidden) - small, next_shown - 1
    if others and largest < fewest:
        return False
    least = small + others * fewest
    most = small * (fewest - 1) + others * largest
    gives_way = small >= 2 or (others >= 1 and largest > fewest)
    return gives_way and least < sum(hidden) < most
