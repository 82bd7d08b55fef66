"""Decides who stands in a public register, and until when records about a person are kept.

An entry needs both on the day: a valid certificate of a type that belongs into the register, and a
consent that stands (R56). Records are kept for five years after the final payment of the project
that paid for a place; of several the longest holds (R58).
"""

from collections.abc import Iterable
from datetime import date

from certification.certificates.rules import StatusOn
from certification.schemes.dating import add_months

RETENTION_MONTHS = 60  # R58


def appears(status: StatusOn, *, is_consented: bool, is_active: bool) -> bool:
    return status.is_valid and is_consented and is_active


def kept_until(final_payments: Iterable[date | None]) -> date | None:
    """The last day on which records are kept; None while a payment is still to come (R58)."""
    days = list(final_payments)
    if not days or None in days:
        return None
    return max(add_months(day, RETENTION_MONTHS) for day in days if day is not None)
