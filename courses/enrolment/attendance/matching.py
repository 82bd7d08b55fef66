"""Matches the rows of a platform's file with the people on a list: by e-mail, then by name."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from courses.deliveries.models import Session
from courses.enrolment.attendance import platforms
from courses.enrolment.attendance.platforms import Reading, Stay, Table
from courses.enrolment.models import Enrolment


@dataclass(frozen=True)
class Found:
    """What a file says of one person: their rows, and the minutes these come to."""

    place: Enrolment
    stays: list[Stay]
    minutes: int
    noted_at: datetime
    by_name: bool

    def entry_uid(self, session: Session, sha256: str) -> UUID:
        """Follows from the file and its rows, so that taking it in twice changes nothing."""
        lines = ",".join(str(stay.line) for stay in self.stays)
        return uuid5(session.uid, f"platform:{sha256}:{self.place.uid}:{lines}")


@dataclass(frozen=True)
class Preview:
    """What taking in a file would do, before it is done."""

    headings: list[str]
    columns: dict[str, int]
    found: list[Found] = field(default_factory=list)
    unmatched: list[Stay] = field(default_factory=list)
    outside: list[Found] = field(default_factory=list)
    problems: list[Stay] = field(default_factory=list)

    @property
    def is_readable(self) -> bool:
        has_person = "name" in self.columns or "email" in self.columns
        return has_person and (
            "duration" in self.columns or {"join", "leave"} <= self.columns.keys()
        )


def read_table(data: bytes) -> Table:
    """The table of the file that says most; ValueError with a sentence where there is none."""
    lines = platforms.read_lines(platforms.read_text(data))
    table = platforms.best_table(platforms.tables_of(lines))
    if table is not None:
        return table
    headings = next((line for line in lines if sum(1 for cell in line if cell) >= 2), None)
    if headings is None:
        raise ValueError(_("This file holds no table."))
    first = lines.index(headings) + 1
    rows = [(number, line) for number, line in enumerate(lines[first:], first + 1) if any(line)]
    return Table(headings, rows)


def preview(
    data: bytes,
    session: Session,
    places: Sequence[Enrolment],
    *,
    chosen: dict[str, int] | None = None,
    zone: str = "",
) -> Preview:
    """What the file says of whom; `chosen` are columns by number where people chose them."""
    table = read_table(data)
    columns = platforms.find_columns(table.headings) if chosen is None else chosen
    said = Preview(table.headings, columns)
    if not said.is_readable:
        return said
    by_email, by_name = _known(places)
    stays: dict[int, list[Stay]] = defaultdict(list)
    named = set()
    reading = Reading(columns, session.day, zone or session.zone)
    for stay in platforms.read_stays(table, reading):
        place = by_email.get(stay.email.casefold())
        if place is None and (place := by_name.get(spelled(stay.name))) is not None:
            named.add(place.pk)
        if place is None:
            said.unmatched.append(stay)
        elif stay.problem:
            said.problems.append(stay)
        else:
            stays[place.pk].append(stay)
    for place in places:
        if place.pk in stays:
            found = _found(place, stays[place.pk], session, by_name=place.pk in named)
            (said.found if found.minutes else said.outside).append(found)
    return said


def _found(place: Enrolment, stays: list[Stay], session: Session, *, by_name: bool) -> Found:
    minutes = platforms.minutes_of(stays, session.starts_at, session.ends_at)
    return Found(place, stays, minutes, platforms.noted_at(stays, session.ends_at), by_name)


def _known(places: Sequence[Enrolment]) -> tuple[dict[str, Enrolment], dict[str, Enrolment]]:
    """Who is meant by an e-mail address or a name; a name of two people means nobody."""
    by_email = {place.person.email.casefold(): place for place in places if place.person.email}
    names = Counter(spelled(place.person.get_full_name()) for place in places)
    by_name = {
        name: place
        for place in places
        if names[name := spelled(place.person.get_full_name())] == 1 and name
    }
    return by_email, by_name


def spelled(name: str) -> str:
    """A name without accents, case, order and punctuation: “Álvarez, Ana” is “ana alvarez”."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(
        each if each.isalnum() else " " for each in plain if not unicodedata.combining(each)
    )
    return " ".join(sorted(letters.split()))
