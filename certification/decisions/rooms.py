"""The ways between the pages of those who decide; rooms above add theirs."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DECIDES = ("officer", "administrator", "auditor")
Way = tuple[str | Promise, str]
_ways: list[Way] = [
    (_("To decide"), "decisions:queue"),
    (_("Incomplete"), "decisions:incomplete"),
    (_("Documents"), "decisions:papers"),
    (_("Decided"), "decisions:list"),
    (_("On a withdrawn result"), "decisions:withdrawn"),
]


def add_way(label: str | Promise, route: str) -> None:
    """A room above has a page for those who decide."""
    if (label, route) not in _ways:
        _ways.append((label, route))


def ways(here: str) -> list[tuple[str | Promise, str, bool]]:
    """Label, address and whether it is this page."""
    return [(label, reverse(route), route == here) for label, route in _ways]
