"""Decides which records are whole enough for a line of a breakdown (R19)."""

from django.db.models import Q

from certification.counts.models import CountingRule

# Which column says that a compulsory field is not there.
COMPULSORY = {
    "country": Q(at_country=""),
    "region": Q(at_region__isnull=True),
    "organisation": Q(organisation__isnull=True),
    "project": Q(project__isnull=True),
}


def missing(rule: CountingRule) -> Q:
    """True of a record in which something is missing that the rule asks of it."""
    condition = Q(pk__in=[])
    for name in rule.compulsory:
        condition |= COMPULSORY[name]
    return condition
