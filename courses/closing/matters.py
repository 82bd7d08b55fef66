"""What is missing today in several deliveries at once, and how many people stand where in each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from courses.closing.rules import OPEN, Subject
from courses.deliveries.models import Delivery, Session, SessionRole, TeachingAuthority
from courses.deliveries.overview import right_of
from courses.enrolment.models import AttendanceEntry, Enrolment, EnrolmentStep
from courses.enrolment.rules import TAKING_PART

SOON = timedelta(days=30)
WORDS = dict(EnrolmentStep.Kind.choices)


@dataclass
class Matters:
    """What waits in one delivery; `people` counts its places by state."""

    delivery: Delivery
    people: dict[str, int] = field(default_factory=dict)
    lists: list[Subject] = field(default_factory=list)
    without_trainer: list[Subject] = field(default_factory=list)
    without_right: list[Subject] = field(default_factory=list)
    sessions_over: bool = False

    @property
    def people_open(self) -> int:
        """Who is still only enrolled although every session is over (R36)."""
        found = sum(number for state, number in self.people.items() if state in OPEN)
        return found if self.sessions_over else 0

    @property
    def states(self) -> list[tuple[str, int]]:
        return [(str(WORDS[kind]), self.people[kind]) for kind in WORDS if kind in self.people]

    @property
    def waits_to_close(self) -> bool:
        return self.sessions_over and not (self.lists or self.without_trainer)

    @property
    def is_quiet(self) -> bool:
        return not (self.lists or self.without_trainer or self.without_right or self.sessions_over)


def matters_of(deliveries: Iterable[Delivery], now: datetime) -> list[Matters]:
    """In seven queries whatever their number; nothing waits in what is closed or called off.

    A list waits from the start of its session on: then its trainer can mark it. A right is asked
    for on the day of each session of the next thirty days (R31).
    """
    found = {each.pk: Matters(each) for each in deliveries}
    places = Enrolment.objects.filter(delivery__in=found).with_state()
    for row in places.order_by().values("delivery", "state").annotate(n=Count("pk")):
        if row["state"]:
            found[row["delivery"]].people[row["state"]] = row["n"]
    running = [pk for pk, each in found.items() if is_running(each.delivery)]
    sessions = list(Session.objects.standing().filter(delivery__in=running))
    roles = teaching_in(sessions)
    noted = noted_in([each for each in sessions if each.starts_at <= now])
    rights = rights_in(roles, found)
    over = dict.fromkeys(running, True)
    for session in sessions:
        matters = found[session.delivery_id]
        over[session.delivery_id] &= session.ends_at <= now
        taking_part = sum(matters.people.get(state, 0) for state in TAKING_PART)
        left = taking_part - noted.get(session.pk, 0)
        if session.is_mandatory and session.starts_at <= now and left > 0:
            matters.lists.append(Subject(session.title, session.uid, left))
        subject = Subject(session.title, session.uid)
        if session.pk not in roles:
            matters.without_trainer.append(subject)
        elif now < session.starts_at <= now + SOON and not rights[session.pk]:
            matters.without_right.append(subject)
    begun = {session.delivery_id for session in sessions}
    for pk in running:
        found[pk].sessions_over = over[pk] and pk in begun
    return list(found.values())


def is_running(delivery: Delivery) -> bool:
    ended = delivery.closed_at or delivery.cancelled_at
    return delivery.opened_at is not None and ended is None


def noted_in(sessions: Iterable[Session]) -> dict[int, int]:
    """By session id, how many who take part have an entry."""
    taking_part = Enrolment.objects.in_state(*TAKING_PART).values("pk")
    entries = AttendanceEntry.objects.filter(session__in=sessions, enrolment__in=taking_part)
    rows = entries.order_by().values("session").annotate(n=Count("enrolment", distinct=True))
    return {row["session"]: row["n"] for row in rows}


def teaching_in(sessions: Iterable[Session]) -> dict[int, list[SessionRole]]:
    """By session id, who teaches it."""
    roles: QuerySet[SessionRole] = SessionRole.objects.teaching().filter(session__in=sessions)
    by_session = defaultdict(list)
    for role in roles.select_related("session").prefetch_related("rights__authority"):
        by_session[role.session_id].append(role)
    return dict(by_session)


def rights_in(roles: dict[int, list[SessionRole]], found: dict[int, Matters]) -> dict[int, bool]:
    """By session id, whether somebody who teaches it holds the right to on its day."""
    people = {role.person_id for each in roles.values() for role in each}
    authorities = defaultdict(list)
    for authority in TeachingAuthority.objects.filter(person__in=people):
        authorities[authority.person_id, authority.programme_id].append(authority)
    held = {}
    for session, each in roles.items():
        rights = (
            right_of(
                role,
                role.session,
                authorities[role.person_id, found[role.session.delivery_id].delivery.programme_id],
            )
            for role in each
        )
        held[session] = any(right.holds for right in rights if right)
    return held
