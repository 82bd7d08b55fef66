"""Writes dated things as an iCalendar (RFC 5545) that every calendar program reads the same way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
)

PRODUCT = "-//Cascade//Calendar//EN"
ASK_AGAIN = timedelta(hours=1)
# Clocks are changed on whole minutes; a day holds at most one change.
PRECISION = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """One dated thing: from an instant to another one, or (with a day and no end) a whole day."""

    uid: str
    title: str
    starts: datetime | date
    changed_at: datetime
    ends: datetime | None = None
    zone: str = "UTC"
    place: str = ""
    said: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def rendered(entries: Iterable[Entry], title: str) -> bytes:
    """The calendar, the same bytes for the same entries."""
    entries = list(entries)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", ASK_AGAIN, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for zone, instants in sorted(_instants_by_zone(entries).items()):
        calendar.add_component(vtimezone(zone, min(instants), max(instants)))
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _instants_by_zone(entries: list[Entry]) -> dict[str, list[datetime]]:
    instants = defaultdict(list)
    for entry in entries:
        for moment in _moments(entry):
            if moment.tzinfo is not UTC:
                instants[entry.zone].append(moment)
    return instants


def _moments(entry: Entry) -> list[datetime]:
    """Beginning and end as clocks at its place show them.

    An hour that clocks show twice is ambiguous in RFC 5545 and read as the first one, so whatever
    touches the second is written in UTC.
    """
    if not isinstance(entry.starts, datetime):
        return []
    zone = UTC if entry.zone == "UTC" else ZoneInfo(entry.zone)
    moments = [each.astimezone(zone) for each in (entry.starts, entry.ends) if each]
    if any(each.fold for each in moments):
        return [each.astimezone(UTC) for each in moments]
    return moments


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    moments = _moments(entry)
    event.add("dtstart", moments[0] if moments else entry.starts)
    if not moments:
        event.add("dtend", entry.starts + timedelta(days=1))
    elif len(moments) > 1:
        event.add("dtend", moments[1])
    if entry.place:
        event.add("location", entry.place)
    if entry.said:
        event.add("description", entry.said)
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if moments[1:] and not entry.is_cancelled else "TRANSPARENT")
    return event


def vtimezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """What the clocks of a zone do in the years of these instants, change by change."""
    tz = ZoneInfo(zone)
    begin = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last.year + 2, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone)
    component.add_component(_observance(begin, _offset(begin, tz), tz))
    for change in _changes(begin, end, tz):
        component.add_component(_observance(change, _offset(change - PRECISION, tz), tz))
    return component


def _changes(begin: datetime, end: datetime, tz: ZoneInfo) -> Iterator[datetime]:
    """The instants from which on the zone is another distance from UTC."""
    day = timedelta(days=1)
    while begin < end:
        low, high = begin, begin + day
        if _offset(low, tz) != _offset(high, tz):
            while high - low > PRECISION:
                middle = low + (high - low) // (2 * PRECISION) * PRECISION
                if _offset(middle, tz) == _offset(begin, tz):
                    low = middle
                else:
                    high = middle
            yield high
        begin += day


def _observance(
    onset: datetime, before: timedelta, tz: ZoneInfo
) -> TimezoneStandard | TimezoneDaylight:
    """From its onset, which RFC 5545 tells by the clock of the time before."""
    local = onset.astimezone(tz)
    component = TimezoneDaylight() if local.dst() else TimezoneStandard()
    component.add("dtstart", (onset + before).replace(tzinfo=None))
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", _offset(onset, tz))
    component.add("tzname", local.tzname() or str(tz))
    return component


def _offset(moment: datetime, tz: ZoneInfo) -> timedelta:
    return moment.astimezone(tz).utcoffset() or timedelta(0)
