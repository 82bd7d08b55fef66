"""Reads the attendance files of meeting platforms: who was in, from when to when, for how long.

They come as CSV or tab-separated text, in several encodings, languages and notations, some with
several tables in one file. Columns are found by their headings; people choose where that fails.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MOST_LINES = 20_000
PARTS = ("name", "email", "join", "leave", "duration")
# What headings begin with, in order of preference; in lower case.
HEADINGS = {
    "name": (
        "full name",
        "participant name",
        "attendee name",
        "display name",
        "name",
        "participant",
    ),
    "email": ("user email", "attendee email", "e-mail", "email", "participant id (upn)"),
    "join": ("join time", "first join", "joined", "join", "start"),
    "leave": ("leave time", "last leave", "left", "leave", "end"),
    "duration": (
        "in-meeting duration",
        "attendance duration",
        "duration",
        "total duration",
        "time in session",
        "minutes",
    ),
}


@dataclass(frozen=True)
class Table:
    """One table of a file: its headings, and its rows with the lines that they are on."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_text(data: bytes) -> str:
    """The text, whatever its encoding; ValueError where it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:200]:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError(_("This file is not text; export the attendance as CSV."))


def read_lines(text: str) -> list[list[str]]:
    sample = text[:20_000]
    delimiter = max("\t;,", key=sample.count)
    if text.count("\n") > MOST_LINES:
        raise ValueError(_("This file has too many lines."))
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise ValueError(_("This file cannot be read as CSV.")) from None
    return [[cell.strip() for cell in line] for line in lines]


def tables_of(lines: Sequence[list[str]]) -> list[Table]:
    """Every table: it begins with a line of headings and goes on to an empty or shorter line."""
    tables: list[Table] = []
    is_open = False
    for number, line in enumerate(lines, start=1):
        filled = sum(1 for cell in line if cell)
        columns = find_columns(line)
        if filled >= 2 and ("name" in columns or "email" in columns) and len(columns) >= 2:
            tables.append(Table(line, []))
            is_open = True
        elif filled < 2:
            is_open = False
        elif is_open:
            tables[-1].rows.append((number, line))
    return tables


def find_columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its heading; a column is taken once."""
    lowered = [heading.lower().strip() for heading in headings]
    found: dict[str, int] = {}
    for part in PARTS:
        for beginning in HEADINGS[part]:
            fits = [
                index
                for index, heading in enumerate(lowered)
                if heading.startswith(beginning) and index not in found.values()
            ]
            if fits:
                found[part] = fits[0]
                break
    return found


def best_table(tables: Sequence[Table]) -> Table | None:
    """The one that says most: each coming and going, rather than first and last, or a sum."""

    def worth(table: Table) -> tuple[bool, bool, int]:
        columns = find_columns(table.headings)
        is_exact = {"join", "leave"} <= columns.keys()
        is_first = is_exact and "first" in table.headings[columns["join"]].lower()
        return (is_exact and bool(table.rows), not is_first, len(table.rows))

    return max(tables, key=worth, default=None)


CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)
NUMBERS = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})")


def read_moment(text: str, day: date, zone: str) -> datetime | None:
    """An instant from what a platform wrote; the order of day and month is that of the session's day.

    A time alone is on the session's day. Where neither order fits, the American one is taken.
    """
    said = text.replace("\u202f", " ").replace("\xa0", " ").strip().strip("\"'")
    try:
        exact = datetime.fromisoformat(said)
    except ValueError:
        return _spelled_moment(said, day, ZoneInfo(zone))
    return exact if exact.tzinfo else exact.replace(tzinfo=ZoneInfo(zone))


def _spelled_moment(said: str, day: date, zone: ZoneInfo) -> datetime | None:
    clock = CLOCK.search(said)
    if clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    numbers = NUMBERS.search(said[: clock.start()] + said[clock.end() :])
    found = day if numbers is None else _nearest_day([int(each) for each in numbers.groups()], day)
    try:
        at = time(hour, minute, second)
    except ValueError:
        return None
    return datetime.combine(found, at, tzinfo=zone) if found else None


def _nearest_day(numbers: list[int], day: date) -> date | None:
    first, second, third = numbers
    orders = (
        [(first, second, third)] if first > 31 else [(third, first, second), (third, second, first)]
    )
    days = []
    for year, month, of_month in orders:
        try:
            days.append(date(year + 2000 if year < 100 else year, month, of_month))
        except ValueError:
            continue
    return min(days, key=lambda each: abs(each - day), default=None)


SPELLED = re.compile(
    r"(?:(\d+)\s*h[a-z]*\.?)?\s*(?:(\d+)\s*m[a-z]*\.?)?\s*(?:(\d+)\s*s[a-z]*\.?)?", re.IGNORECASE
)


def read_duration(text: str, heading: str = "") -> timedelta | None:
    """How long: 1h 2m 3s, 62 mins, 1:02:03, 1:02 (hours), PT1H2M, or a number of the heading's unit."""
    said = text.strip().lower().removeprefix("pt")
    number = re.fullmatch(r"\d{1,6}(?:[.,]\d+)?", said)
    if number:
        amount = float(said.replace(",", "."))
        unit = "seconds" if "sec" in heading.lower() else "minutes"
        return timedelta(**{"hours" if "hour" in heading.lower() else unit: amount})
    clock = re.fullmatch(r"(\d{1,4}):(\d{2})(?::(\d{2}))?", said)
    spelled = SPELLED.fullmatch(said) if said else None
    parts = clock or spelled
    if (
        parts is None
        or not any(parts.groups())
        or any(len(each or "") > 6 for each in parts.groups())
    ):
        return None
    hours, minutes, seconds = (int(each or 0) for each in parts.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


@dataclass(frozen=True)
class Stay:
    """One row of a platform's file: who, from when to when, or for how long."""

    line: int
    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    duration: timedelta | None
    problem: str = ""


@dataclass(frozen=True)
class Reading:
    """How the rows of a table are read: which column holds what, on which day, in which zone."""

    columns: dict[str, int]
    day: date
    zone: str


def read_stays(table: Table, reading: Reading) -> list[Stay]:
    """Each row; those that say no time carry what is wrong with them."""
    return [_read_stay(number, row, table.headings, reading) for number, row in table.rows]


def _read_stay(number: int, row: list[str], headings: list[str], reading: Reading) -> Stay:
    said = {part: row[at] if at < len(row) else "" for part, at in reading.columns.items()}
    joined, left = (
        read_moment(said[part], reading.day, reading.zone) if said.get(part) else None
        for part in ("join", "leave")
    )
    heading = headings[reading.columns["duration"]] if "duration" in reading.columns else ""
    duration = read_duration(said["duration"], heading) if said.get("duration") else None
    problem = ""
    if joined is not None and left is not None and left < joined:
        problem = _("left before joining")
    elif (joined is None or left is None) and duration is None:
        problem = _("no time that can be read")
    name = re.sub(r"\s*\([^)]*\)\s*$", "", said.get("name", ""))
    return Stay(number, name, said.get("email", ""), joined, left, duration, problem)


def minutes_of(stays: Sequence[Stay], starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes of the session that one person's stays cover; what overlaps counts once.

    Where the platform also says how long, it is no more than that; where it says nothing else, it
    is that, up to the session's length. Nothing is rounded up.
    """
    whole = ends_at - starts_at
    covered, until = timedelta(), starts_at
    pairs = [(s.joined, s.left) for s in stays if s.joined is not None and s.left is not None]
    for joined, left in sorted(pairs):
        begins, ends = max(joined, until), min(left, ends_at)
        if ends > begins:
            covered += ends - begins
            until = ends
    durations = [stay.duration for stay in stays if stay.duration is not None]
    said = sum(durations, timedelta())
    if not pairs:
        covered = said
    elif len(durations) == len(stays):
        covered = min(covered, said)
    return int(min(covered, whole).total_seconds() // 60)


def noted_at(stays: Sequence[Stay], ends_at: datetime) -> datetime:
    """When the platform noted it: the last going; where it says none, the end of the session."""
    return max((stay.left for stay in stays if stay.left is not None), default=ends_at)
