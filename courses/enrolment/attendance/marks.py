"""Reads the marks of a list as a page sends them: minutes, all of them, absent or excused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

FULL, PART, ABSENT, EXCUSED = "full", "part", "absent", "excused"


@dataclass(frozen=True)
class Mark:
    """What one row says: a choice, and the minutes where only a part was attended."""

    choice: str
    minutes: int
    is_excused: bool


def read_mark(choice: str, minutes: str, whole: int) -> Mark:
    """ValueError with a sentence where a row cannot be understood."""
    if choice == FULL:
        return Mark(FULL, whole, False)
    if choice in {ABSENT, EXCUSED}:
        return Mark(choice, 0, choice == EXCUSED)
    if choice != PART:
        raise ValueError(_("Choose how much was attended."))
    text = minutes.strip()
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text[:6]) <= whole:
        raise ValueError(_("Write minutes from 0 to %s.") % whole)
    return shown_mark(int(text[:6]), is_excused=False, whole=whole)


def shown_mark(minutes: int, *, is_excused: bool, whole: int) -> Mark:
    """How a number of minutes is shown as a choice."""
    if is_excused:
        return Mark(EXCUSED, 0, True)
    if minutes == 0:
        return Mark(ABSENT, 0, False)
    return Mark(FULL if minutes >= whole else PART, minutes, False)


@dataclass(frozen=True)
class Sent:
    """One mark as a browser kept it until the server had it."""

    uid: UUID
    place: UUID
    mark: Mark
    made_at: datetime


def read_sent(raw: Mapping[str, Any], whole: int) -> Sent:
    """A kept mark; ValueError with a sentence where it cannot be understood."""
    try:
        uid, place = UUID(str(raw["uid"])), UUID(str(raw["place"]))
        made_at = datetime.fromisoformat(str(raw["made_at"]))
    except (KeyError, TypeError, ValueError):
        raise ValueError(_("This mark cannot be read.")) from None
    if made_at.tzinfo is None:
        raise ValueError(_("This mark does not say when it was made."))
    mark = read_mark(str(raw.get("choice", "")), str(raw.get("minutes", "")), whole)
    return Sent(uid, place, mark, made_at)
