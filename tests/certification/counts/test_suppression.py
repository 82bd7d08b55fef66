"""R20: small cells are put together, and nobody who knows how finds out what they were."""

from collections import defaultdict
from itertools import product

import pytest

from certification.counts.suppression import Shown, without_small_cells


def test_r20_large_lines_stay_and_small_ones_stand_together_with_the_next():
    shown = without_small_cells({"AT": 30, "BE": 2, "CY": 1, "DK": 12, "EE": 0}, 5)
    assert shown == Shown({"AT": 30}, 15, 3, 45)


def test_r20_without_small_lines_everything_is_shown():
    assert without_small_cells({"AT": 5, "BE": 6}, 5) == Shown({"AT": 5, "BE": 6}, 0, 0, 11)
    assert without_small_cells({"AT": 1}, 1) == Shown({"AT": 1}, 0, 0, 1)
    assert without_small_cells({}, 5) == Shown({}, 0, 0, 0)


@pytest.mark.parametrize("lines", [{"AT": 2}, {"AT": 1, "BE": 1}, {"AT": 4, "BE": 4}])
def test_r20_a_table_of_small_lines_alone_is_not_shown(lines):
    assert without_small_cells(lines, 5).total is None


@pytest.mark.parametrize(
    ("lines", "fewest", "highest"), [(1, 3, 20), (2, 3, 16), (3, 4, 12), (4, 3, 9), (4, 4, 9)]
)
def test_r20_of_every_table_each_hidden_small_line_could_be_another(lines, fewest, highest):
    """The attacker knows the rule and everything published, and tries every table there is."""
    tables = defaultdict(list)
    for numbers in product(range(1, highest + 1), repeat=lines):
        codes = dict(zip("abcd", numbers, strict=False))
        shown = without_small_cells(codes, fewest)
        said = (tuple(sorted(shown.lines.items())), shown.others, shown.hidden, shown.total)
        tables[said].append(codes)
    for (shown, others, _hidden, _total), fitting in tables.items():
        if others >= highest:  # tables beyond the highest number would fit as well
            continue
        for code in fitting[0].keys() - dict(shown).keys():
            found = {each[code] for each in fitting}
            assert len(found) > 1 or min(found) >= fewest, (shown, others, fitting)
