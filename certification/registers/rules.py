"""Decides who stands in a public register.

An entry needs both on the day: a valid certificate of a type that belongs into the register, and a
consent that stands (R56).
"""

from certification.certificates.rules import StatusOn


def appears(status: StatusOn, *, is_consented: bool, is_active: bool) -> bool:
    return status.is_valid and is_consented and is_active
