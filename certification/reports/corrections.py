"""Tells in a report what had to be corrected in the one that it continues (R10, R27)."""

from datetime import date, datetime
from typing import Any

from certification.reports.differences import compared_with_now
from certification.reports.models import FrozenReport
from certification.reports.rules import Kind, Why


def corrections_of(before: FrozenReport, *, as_of: date, at: datetime) -> dict[str, Any]:
    """For each reason how many were added to the earlier report, removed from it, moved in it.

    New results are none: they belong to the time after it.
    """
    found = compared_with_now(before, as_of=as_of, at=at)
    return {
        "report": str(before.uid),
        "title": before.title,
        "as_of": before.as_of.isoformat(),
        "sha256": before.sha256,
        "value": before.value,
        "as_of_now": found.other.question.as_of.isoformat(),
        "value_now": found.other.value,
        "adds_up": found.holds,
        "lines": [
            {
                "why": str(why),
                "added": kinds[Kind.ADDED],
                "removed": kinds[Kind.REMOVED],
                "moved": kinds[Kind.MOVED],
                "is_correction": why != Why.NEW,
            }
            for why, kinds in found.by_reason
            if kinds[Kind.ADDED] + kinds[Kind.REMOVED] + kinds[Kind.MOVED]
        ],
    }
