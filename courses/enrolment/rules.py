"""Decides what attendance stands and what it amounts to, who may join, and when lists are locked."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar
from uuid import UUID

LARGEST_EVIDENCE = 20 * 1024 * 1024
TAKING_PART = frozenset({"enrolled", "completed", "not completed"})
OVER = frozenset({"declined", "left"})
# Nothing the person can do: they have asked, and others decide or leave.
WAITS_FOR_OTHERS = frozenset({"applied", "waiting"})
# A clock may be this far ahead of ours; a code on the screen changes after so many seconds.
CLOCKS_DIFFER = timedelta(minutes=10)
CODE_CHANGES = 30
# A participant may check in from so long before the session begins, until it ends.
DOORS_OPEN = timedelta(minutes=30)
# Who comes no later than this has been there from the start.
GRACE = timedelta(minutes=15)
# What was scanned holds so long, for who has to sign in first.
SCAN_HOLDS = timedelta(minutes=10)
# Letters and digits that nobody mistakes for another.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Entry(Protocol):
    """What the rules read of an attendance entry."""

    @property
    def uid(self) -> UUID: ...
    @property
    def minutes(self) -> int: ...
    @property
    def made_at(self) -> datetime: ...


AnyEntry = TypeVar("AnyEntry", bound=Entry)


def standing_entry(entries: Iterable[AnyEntry]) -> AnyEntry | None:
    """The entry that was made last; of two made at one instant the one with the greater id.

    So it does not matter in which order entries arrive, or how often (R62).
    """
    return max(entries, key=lambda each: (each.made_at, each.uid.int), default=None)


@dataclass(frozen=True)
class Attendance:
    """Minutes attended of those scheduled in mandatory sessions that were not cancelled (R6)."""

    attended: int
    scheduled: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.attended, self.scheduled) if self.scheduled else Fraction(0)

    @property
    def percent_shown(self) -> Decimal:
        """With two decimals, cut off: what is below the threshold never looks like it."""
        return Decimal(self.share * 10_000 // 1) / 100

    def reaches(self, percent: Decimal) -> bool:
        """Exact: 80.0 % passes, 79.99 % does not; nothing is rounded first (R6)."""
        return self.scheduled > 0 and self.share * 100 >= Fraction(percent)


def attendance(scheduled: Mapping[int, int], attended: Mapping[int, int]) -> Attendance:
    """From the minutes of each required session by its id; more than scheduled counts as scheduled.

    Excused is absent, so excused minutes are 0 (R6).
    """
    counted = sum(min(attended.get(session, 0), minutes) for session, minutes in scheduled.items())
    return Attendance(counted, sum(scheduled.values()))


def check_in_code(secret: str, at: datetime) -> str:
    """The code on the trainer's screen at an instant; another one every 30 seconds (RFC 6238's idea)."""
    step = int(at.timestamp()) // CODE_CHANGES
    digest = hmac.new(secret.encode(), str(step).encode(), hashlib.sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE_LENGTH])


def is_check_in_code(secret: str, code: str, at: datetime) -> bool:
    """Whether the code is on the screen now, or was until just before."""
    typed = "".join(code.upper().split()).replace("-", "").encode()
    codes = (check_in_code(secret, at), check_in_code(secret, at - timedelta(seconds=CODE_CHANGES)))
    return any(hmac.compare_digest(each.encode(), typed) for each in codes)


def minutes_from(starts_at: datetime, minutes: int, came_at: datetime) -> int:
    """What somebody attends who comes at an instant and stays; a little late is from the start."""
    if came_at <= starts_at + GRACE:
        return minutes
    left = starts_at + timedelta(minutes=minutes) - came_at
    return max(0, int(left.total_seconds() // 60))


def kind_of_scan(data: bytes) -> str:
    """The type of a scan by its first and last bytes, not by its name; empty for any other file."""
    if data[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-2048:]:
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-64:]:
        return "image/png"
    return ""


def is_locked(locks_at: datetime, unlocked_until: datetime | None, at: datetime) -> bool:
    """Lists lock some days after the session; an administrator's unlock holds until its end (R62)."""
    return at >= locks_at and (unlocked_until is None or at >= unlocked_until)


def free_places(capacity: int, taken: int) -> int:
    return max(0, capacity - taken)


def is_open_invitation(expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    return ended_at is None and at < expires_at


# Letters that the clock brings, by days and hours of the place.

# Not before this hour, so that nobody is written to at night.
LETTERS_FROM = 6
REMINDED_BEFORE = 7
# A reminder is still written so many days late, when the clock stood still; later it is of no use.
CATCH_UP = 2


def first_days(days: Iterable[date]) -> dict[date, list[date]]:
    """Days that follow one another, by the first of them: one reminder is enough for all of these."""
    runs: dict[date, list[date]] = {}
    first = last = None
    for day in sorted(set(days)):
        if first is None or last is None or day - last > timedelta(days=1):
            first = day
        runs.setdefault(first, []).append(day)
        last = day
    return runs


def reminder_due(day: date, now: datetime) -> str:
    """Which reminder of something on a day is due now, where it is held: a week before, a day before."""
    if now.hour < LETTERS_FROM:
        return ""
    left = (day - now.date()).days
    if REMINDED_BEFORE - CATCH_UP <= left <= REMINDED_BEFORE:
        return "week"
    return "day" if left == 1 else ""


def list_letter_due(day: date, locks_at: datetime, now: datetime) -> str:
    """Which letter about a list of a day is due now: soon after it, and just before it locks (R62).

    Both instants are of the place where it was held.
    """
    today = now.date()
    if now.hour < LETTERS_FROM or today <= day or now >= locks_at:
        return ""
    if (locks_at.date() - today).days <= CATCH_UP:
        return "last"
    return "first" if (today - day).days <= 1 + CATCH_UP else ""
