"""Decides who may look into a test after it, and how a mark changes when a key was wrong."""

from collections.abc import Collection
from fractions import Fraction

from courses.attempts.rules import Sight

READ_ANALYSIS = frozenset({"administrator", "author"})


def may_analyse(roles: Collection[str]) -> bool:
    """Administrators and authors see item analysis, and the replay of any attempt."""
    return not READ_ANALYSIS.isdisjoint(roles)


def may_regrade(roles: Collection[str]) -> bool:
    """Regrading changes results, so administrators alone do it (R52)."""
    return "administrator" in roles


def may_withdraw(roles: Collection[str]) -> bool:
    """Withdrawing a result for misconduct is for administrators (R10)."""
    return "administrator" in roles


def may_see_names(roles: Collection[str]) -> bool:
    """Authors look at questions and need not know who answered them."""
    return "administrator" in roles


def regraded_share(
    standing: Fraction | None, corrected: Fraction, *, is_released: bool
) -> Fraction:
    """The share that stands after a regrade (R52).

    Before the result is out the corrected key decides alone. Afterwards it may only help: what the
    candidate has been told is not taken away.
    """
    if not is_released or standing is None:
        return corrected
    return max(standing, corrected)


def sight_of_staff(roles: Collection[str]) -> Sight:
    """Authors see the questions and answers, administrators also who it was.

    Nobody sees what only an accommodation explains (R61).
    """
    names = may_see_names(roles)
    return Sight(
        names=names,
        file_names=names,
        marks=True,
        feedback=True,
        key=True,
        reason=names,
        accommodation=False,
    )


def shows_breaks(sight: Sight, *, allowed: int, of_design: int) -> bool:
    """Breaks are told unless they are longer than the design gives everybody (R61).

    All of them are left out then: a part would tell that there was more.
    """
    return sight.accommodation or allowed <= of_design
