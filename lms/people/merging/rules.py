"""Decides who is one person, and whether two people on record may be made one (R1–R3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.errors import Refused


@dataclass(frozen=True)
class Matter:
    """What somebody should know before two people become one; a blocking one refuses it."""

    sentence: str
    rule: str = ""
    is_blocking: bool = False


@dataclass(frozen=True)
class Side:
    """One of the two: their key, whether merged into another, and whether invented."""

    pk: int
    is_merged: bool
    is_demo: bool


def canonical_people(merged: Mapping[int, int]) -> dict[int, int]:
    """By person, who they are in the end: A into B and B into C makes both of them C."""
    found = {}
    for person in merged:
        one = person
        while one in merged:
            one = merged[one]
        found[person] = one
    return found


def why_not_merge(
    absorbed: Side,
    kept: Side,
    *,
    by: int,
    roles: Collection[str],
    reason: str,
    are_different: bool,
    matters: Collection[Matter] = (),
) -> Refused | None:
    """The first thing that keeps two people from being made one; None where nothing does.

    Only people are merged who are not merged yet, so a circle cannot arise.
    """
    return (
        why_not_decide(by=by, roles=roles, reason=reason, about=(absorbed.pk, kept.pk))
        or _why_not_two(absorbed, kept)
        or (_different() if are_different else None)
        or next(
            (Refused("conflicting", m.sentence, m.rule) for m in matters if m.is_blocking), None
        )
    )


def why_not_decide(
    *, by: int, roles: Collection[str], reason: str, about: Collection[int]
) -> Refused | None:
    """Who may say who is one person: administrators, with a reason, and not about themselves."""
    if "administrator" not in roles:
        return not_administrator()
    if by in about:
        return Refused(
            "own_account", _("Another administrator has to decide about your own record."), "R1"
        )
    if not reason.strip():
        return Refused("reason_missing", _("Say how you know."), "R1")
    return None


def not_administrator() -> Refused:
    return Refused("not_administrator", _("Only administrators decide who is one person."), "R1")


def why_not_differ(one: Side, other: Side) -> Refused | None:
    """Two who are one person by a merge cannot be confirmed to be different (R3)."""
    if one.pk == other.pk:
        return Refused("same_person", _("Choose two people."), "R3")
    if one.is_merged or other.is_merged:
        return Refused(
            "merged_already", _("One of them is merged into another person; end that first."), "R3"
        )
    return None


def _why_not_two(absorbed: Side, kept: Side) -> Refused | None:
    if absorbed.pk == kept.pk:
        return Refused("same_person", _("Choose two people."), "R1")
    if absorbed.is_merged or kept.is_merged:
        return Refused(
            "merged_already",
            _("One of them is merged into another person already; merge that one instead."),
            "R1",
        )
    if absorbed.is_demo != kept.is_demo:
        return Refused("demonstration", _("A person of the demonstration is nobody real."), "R1")
    return None


def _different() -> Refused:
    return Refused(
        "confirmed_different",
        _("They are confirmed to be different people. End that first if it was an error."),
        "R3",
    )
