"""Puts together what an attendance list, and the page of all lists of a delivery, show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from courses.deliveries.auditing import scope_of
from courses.deliveries.models import Delivery, Session
from courses.deliveries.rules import lists_lock_at
from courses.enrolment import rules
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence, ListUnlock
from courses.enrolment.models.places import EnrolmentQuerySet
from courses.enrolment.queries import attendances, lists_seen_by, places_of, standing_entries
from courses.enrolment.rules import Attendance
from lms.people.models import Person


@dataclass(frozen=True)
class Lock:
    """When a list locks, and until when an administrator has opened it again (R62)."""

    at: datetime
    unlock: ListUnlock | None
    is_locked: bool


@dataclass(frozen=True)
class Line:
    """One participant on a list: what stands, and what was noted before."""

    place: Enrolment
    standing: AttendanceEntry | None
    earlier: list[AttendanceEntry] = field(default_factory=list)


@dataclass(frozen=True)
class SessionLine:
    """One session among the lists of a delivery."""

    session: Session
    noted: int
    present: int
    lock: Lock


def listed_places(delivery: Delivery) -> EnrolmentQuerySet:
    """Who is on the lists: those who take part, and those who left and keep what they attended."""
    return places_of(delivery).in_state(*rules.TAKING_PART, "left")


def lock_of(session: Session, unlocks: Iterable[ListUnlock], now: datetime) -> Lock:
    unlock = max(unlocks, key=lambda each: each.until, default=None)
    locks_at = lists_lock_at(session.ends_at, session.delivery.lists_lock_after_days)
    is_locked = rules.is_locked(locks_at, unlock.until if unlock else None, now)
    return Lock(locks_at, unlock, is_locked)


def places_shown_to(person: Person, delivery: Delivery) -> EnrolmentQuerySet:
    """Who is on the lists that the person reads.

    To an auditor of projects: everybody where one of them pays for the delivery, else those whose
    place it pays for (R60). A scan of a signed list shows all who signed it.
    """
    places, scope = listed_places(delivery), scope_of(person)
    if scope is None or (delivery.project is not None and delivery.project.code in scope):
        return places
    return places.filter(project__code__in=scope)


def lines_of(session: Session, places: Iterable[Enrolment]) -> list[Line]:
    """A line for each place, in one query whatever their number."""
    places = list(places)
    entries = defaultdict(list)
    rows = AttendanceEntry.objects.filter(session=session, enrolment__in=places)
    for entry in rows.select_related("recorded_by", "evidence"):
        entries[entry.enrolment_id].append(entry)
    lines = []
    for place in places:
        noted = sorted(entries[place.pk], key=lambda e: (e.made_at, e.uid.int), reverse=True)
        lines.append(Line(place, rules.standing_entry(noted), noted[1:]))
    return lines


def session_lines(
    delivery: Delivery, sessions: Iterable[Session], now: datetime
) -> list[SessionLine]:
    """How full the list of each session is, in two queries whatever their number."""
    sessions = list(sessions)
    unlocks = defaultdict(list)
    for unlock in ListUnlock.objects.filter(session__in=sessions).select_related("by"):
        unlocks[unlock.session_id].append(unlock)
    noted, present = Counter[int](), Counter[int]()
    for (session, _place), entry in standing_entries(delivery.sessions.all()).items():
        noted[session] += 1
        present[session] += entry.minutes > 0
    return [
        SessionLine(each, noted[each.pk], present[each.pk], lock_of(each, unlocks[each.pk], now))
        for each in sessions
    ]


def shares(delivery: Delivery, person: Person) -> list[tuple[Enrolment, Attendance]]:
    """What each participant that the reader is shown attended so far, by name."""
    attended = attendances(delivery)
    places = places_shown_to(person, delivery).in_state(*rules.TAKING_PART)
    return [(place, attended[place.pk]) for place in places if place.pk in attended]


def own_lines(person: Person, delivery: Delivery) -> list[tuple[Session, Line]]:
    """What stands for a participant in each session of a delivery; empty for who has no place."""
    place = Enrolment.objects.filter(person__in=person.selves, delivery=delivery).first()
    if place is None:
        return []
    entries = defaultdict(list)
    for entry in AttendanceEntry.objects.filter(enrolment=place):
        entries[entry.session_id].append(entry)
    sessions = delivery.sessions.standing()
    return [(each, Line(place, rules.standing_entry(entries[each.pk]))) for each in sessions]


def held_about(person: Person, now: datetime) -> QuerySet[Session]:
    """Sessions of the person's deliveries that began within a day, or begin soon."""
    begun = (now - timedelta(days=1), now + rules.DOORS_OPEN)
    places = Enrolment.objects.filter(person__in=person.selves, delivery__isnull=False)
    return Session.objects.standing().filter(
        delivery__in=places.values("delivery"), starts_at__range=begun
    )


def present_in(session: Session) -> int:
    standing = standing_entries(Session.objects.filter(pk=session.pk))
    return sum(1 for entry in standing.values() if entry.minutes)


def evidence_seen_by(person: Person) -> QuerySet[Evidence]:
    """Files that the person may open: those of the lists that they may read."""
    return Evidence.objects.filter(session__in=lists_seen_by(person).values("pk"))
