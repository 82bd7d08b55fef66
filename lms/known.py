"""What was known before a moment, of facts that say from when until when they were known (R27)."""

from datetime import datetime

from django.db.models import Q


def known_before(bound: datetime, *, since: str, until: str) -> Q:
    """Those that were recorded before the moment, and not replaced, lifted or found before it.

    `since` and `until` name the fields; an empty `until` has no end yet.
    """
    still = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": bound})
    return still & Q(**{f"{since}__lt": bound})
