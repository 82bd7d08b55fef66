"""Decides until when the evidence of projects is kept (R58); None stands for no end that is known.

Years after the final payment, and on through every hold. Of several projects the longest binds.
"""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta


def retained_until(
    final_payment_on: date | None, years: int, hold_ends: Iterable[date | None]
) -> date | None:
    """The last day on which a project's evidence is kept; a hold without an end has none."""
    if final_payment_on is None:
        return None
    return longest([final_payment_on + relativedelta(years=years), *hold_ends])


def longest(days: Iterable[date | None]) -> date | None:
    """Of the ends of several projects the one that binds for what they share."""
    known = list(days)
    ends = [day for day in known if day is not None]
    return max(ends) if ends and len(ends) == len(known) else None
