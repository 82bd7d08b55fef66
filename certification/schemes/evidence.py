"""What a requirement answers: whether it is met, since when, and by which facts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """One fact that a requirement rests on, as a decision freezes it.

    `facts` are values that JSON holds, enough to understand the fact without its row.
    """

    kind: str
    label: str
    subject_type: str  # like "courses.modulecompletion"
    subject_id: int
    counted_from: datetime
    facts: dict[str, Any]


@dataclass(frozen=True)
class Checked:
    """Whether a requirement is met, since when, until when, by what, or what is missing and what to do.

    `parts` are the requirements that an all, any or n-of is made of.
    """

    kind: str
    sentence: str
    is_met: bool
    met_at: datetime | None = None
    expires_on: date | None = None  # the last day on which it is met, as far as is known
    due_on: date | None = None  # the last day on which it can still be met, where there is one
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    next_step: str = ""
    parts: tuple["Checked", ...] = ()
