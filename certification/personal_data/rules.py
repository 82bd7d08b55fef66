"""Decides whether a person may be removed now, and what stands in their place.

Removal is refused while a hold keeps the evidence of a project the person belongs to (R58), and
while something is under way that others wait for: an application, an appeal, a running delivery.
What the law keeps besides is kept without the name, until the longest retention is over (R57).
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

REMOVED = "Person removed at own request"  # stored; templates say it in the reader's language
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ADDRESS_OF_NOBODY = "invalid"  # a top-level domain that never exists (RFC 2606)


@dataclass(frozen=True)
class Bound:
    """What keeps a person from being removed today."""

    holds: Iterable[tuple[str, date | None]] = ()  # code of the project, last day
    applications: int = 0
    appeals: int = 0
    places: Iterable[str] = ()  # titles of deliveries that run
    roles: Iterable[str] = ()  # titles of deliveries that they teach
    is_last_administrator: bool = False


def reasons_against(bound: Bound) -> list[str]:
    """Each with what to do; none: the person may be removed."""
    reasons = []
    for code, until in bound.holds:
        if until:
            said = {"project": code, "day": date_format(until, "j F Y")}
            reasons.append(
                _("The evidence of project %(project)s is on hold until %(day)s.") % said
            )
        else:
            reasons.append(
                _("The evidence of project %s is on hold. Lift the hold when it is over.") % code
            )
    if bound.applications:
        reasons.append(_("An application waits for a decision. Withdraw it, or wait for it."))
    if bound.appeals:
        reasons.append(_("An appeal waits for a decision."))
    reasons += [
        _("They take part in “%s”, which runs. Leave it, or wait for its end.") % title
        for title in bound.places
    ]
    reasons += [
        _("They teach in “%s”, which runs. Give the sessions to others.") % title
        for title in bound.roles
    ]
    if bound.is_last_administrator:
        reasons.append(_("Nobody else administers the site. Name another administrator first."))
    return reasons


def new_pseudonym() -> str:
    """Tells two removed people apart in a list, and nothing else."""
    return "".join(secrets.choice(LETTERS) for _each in range(6))


def address_of(pseudonym: str) -> str:
    return f"{pseudonym.lower()}@{ADDRESS_OF_NOBODY}"
