"""Reads timetables: the weeks and sessions that a delivery is planned from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MOST_SESSIONS = 300
LAST_WEEK, LAST_DAY = 30, 7
LONGEST = 24 * 60


@dataclass(frozen=True)
class PlannedSession:
    """A session by its place in the timetable: week, day of the week from 1, local start, minutes."""

    week: int
    day: int
    start: time
    minutes: int
    title: str
    module: str = ""
    is_mandatory: bool = True


@dataclass(frozen=True)
class PlannedMilestone:
    """What a team hands in, before an in-class week (None: at the end)."""

    number: int
    title: str
    handed_in: str = ""
    before_week: int | None = None


@dataclass(frozen=True)
class Timetable:
    """What a template holds: titles of the weeks, sessions in order, milestones of the project."""

    weeks: tuple[str, ...]
    sessions: tuple[PlannedSession, ...]
    milestones: tuple[PlannedMilestone, ...] = ()

    @property
    def modules(self) -> list[str]:
        """Codes of the modules in the order in which they are first taught."""
        return list(dict.fromkeys(each.module for each in self.sessions if each.module))


def read_timetable(raw: Any) -> Timetable:
    """A timetable from its stored form; ValueError with a sentence about what to mend."""
    weeks = [str(title).strip()[:255] for title in _listed(raw, "weeks")]
    if not 1 <= len(weeks) <= LAST_WEEK:
        raise ValueError(_("A timetable has 1 to %s weeks.") % LAST_WEEK)
    sessions = [
        _read_session(number, row, len(weeks))
        for number, row in enumerate(_listed(raw, "sessions"), start=1)
    ]
    if not 1 <= len(sessions) <= MOST_SESSIONS:
        raise ValueError(_("A timetable has 1 to %s sessions.") % MOST_SESSIONS)
    milestones = [
        _read_milestone(number, row, len(weeks))
        for number, row in enumerate(_listed(raw, "milestones"), start=1)
    ]
    sessions.sort(key=lambda each: (each.week, each.day, each.start))
    return Timetable(tuple(weeks), tuple(sessions), tuple(milestones))


def _listed(raw: Any, key: str) -> list[Any]:
    rows = raw.get(key, []) if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        raise ValueError(_("“%s” must be a list.") % key)
    return rows


def _read_session(number: int, row: Any, weeks: int) -> PlannedSession:
    try:
        session = PlannedSession(
            week=int(row["week"]),
            day=int(row["day"]),
            start=time.fromisoformat(str(row["start"])),
            minutes=int(row["minutes"]),
            title=str(row["title"]).strip()[:255],
            module=str(row.get("module") or ""),
            is_mandatory=bool(row.get("is_mandatory", True)),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ValueError(_("Session %s cannot be read.") % number) from None
    fits = 1 <= session.week <= weeks and 1 <= session.day <= LAST_DAY
    if not fits or not 1 <= session.minutes <= LONGEST or not session.title:
        raise ValueError(
            _("Session %s needs a title, a week and day of the timetable, and up to 24 hours.")
            % number
        )
    return session


def _read_milestone(number: int, row: Any, weeks: int) -> PlannedMilestone:
    if not isinstance(row, dict) or not str(row.get("title") or "").strip():
        raise ValueError(_("Milestone %s needs a title.") % number)
    before = row.get("before_week")
    if before is not None and (not isinstance(before, int) or not 1 <= before <= weeks):
        raise ValueError(_("Milestone %s is due before a week of the timetable.") % number)
    return PlannedMilestone(
        number=number,
        title=str(row["title"]).strip()[:255],
        handed_in=str(row.get("handed_in") or "").strip()[:2000],
        before_week=before,
    )


def stored(timetable: Timetable) -> dict[str, Any]:
    """The timetable as JSON keeps it."""
    sessions = [
        {**asdict(each), "start": each.start.isoformat("minutes")} for each in timetable.sessions
    ]
    return {
        "weeks": list(timetable.weeks),
        "sessions": sessions,
        "milestones": [asdict(each) for each in timetable.milestones],
    }


def starts_at(session: PlannedSession, first_days: Sequence[date], zone: str) -> datetime:
    """The instant at which a session starts when its week begins on that day, there.

    A time that the clocks skip in spring is read as the hour after; one that they repeat in autumn
    as the first of both.
    """
    day = first_days[session.week - 1] + timedelta(days=session.day - 1)
    return local_instant(day, session.start, zone)


def local_instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def of_programme(outline: dict[str, Any]) -> Timetable:
    """The timetable that a curriculum's outline describes: its weeks and its field project."""
    sessions = [
        {
            "week": week["week"],
            "day": each["day"],
            "start": each["start"],
            "minutes": _minutes_between(each["start"], each["end"]),
            "title": each["title"],
            "module": each.get("module") or "",
            "is_mandatory": each.get("mandatory", True),
        }
        for week in outline.get("weeks", [])
        for each in week["sessions"]
    ]
    project = outline.get("field_project") or {}
    return read_timetable(
        {
            "weeks": [week["title"] for week in outline.get("weeks", [])],
            "sessions": sessions,
            "milestones": project.get("milestones", []),
        }
    )


def _minutes_between(start: str, end: str) -> int:
    first, last = (time.fromisoformat(text) for text in (start, end))
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes if minutes > 0 else minutes + LONGEST
