"""Puts together what the list of deliveries and the page of one of them show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courses.deliveries import rules
from courses.deliveries.models import (
    Coordination,
    Delivery,
    DeliveryModule,
    MaterialVersion,
    Session,
    SessionRole,
    TeachingAuthority,
)
from courses.deliveries.queries import is_older, live_material, standing_material, visible_to
from courses.deliveries.rules import Right
from lms.people.models import Person

NOT_OVER = Q(cancelled_at__isnull=True, closed_at__isnull=True)


def listed(person: Person) -> QuerySet[Delivery]:
    """Deliveries that the person may open, newest first, with their first day and the person's part."""
    sessions = Session.objects.standing().filter(delivery=OuterRef("pk"))
    taught = SessionRole.objects.current().filter(
        person__in=person.selves, session__delivery=OuterRef("pk")
    )
    joined = Delivery.objects.filter(pk=OuterRef("pk"), enrolments__person__in=person.selves)
    coordinated = Coordination.objects.filter(person=person, project=OuterRef("project"))
    return (
        Delivery.objects.filter(pk__in=visible_to(person).values("pk"))
        .annotate(
            starts_at=Subquery(sessions.order_by("starts_at").values("starts_at")[:1]),
            last_starts_at=Subquery(sessions.order_by("-starts_at").values("starts_at")[:1]),
            has_role=Exists(taught),
            has_place=Exists(joined),
            is_coordinated=Exists(coordinated),
        )
        .select_related("project", "host")
        .order_by("-starts_at", "-pk")
    )


def in_status(deliveries: QuerySet[Delivery], status: str, now: datetime) -> QuerySet[Delivery]:
    """Those of `listed` that stand so now; the same decision as `rules.status`."""
    conditions = {
        "cancelled": Q(cancelled_at__isnull=False),
        "closed": Q(closed_at__isnull=False, cancelled_at__isnull=True),
        "planned": NOT_OVER & Q(opened_at__isnull=True),
        "running": NOT_OVER & Q(opened_at__isnull=False, starts_at__lte=now),
        "open": NOT_OVER
        & Q(opened_at__isnull=False)
        & (Q(starts_at__gt=now) | Q(starts_at__isnull=True)),
    }
    return deliveries.filter(conditions[status])


def of_part(deliveries: QuerySet[Delivery], part: str) -> QuerySet[Delivery]:
    """Those of `listed` in which the person has that part."""
    field_of = {"trainer": "has_role", "participant": "has_place", "coordinator": "is_coordinated"}
    return deliveries.filter(**{field_of[part]: True})


@dataclass(frozen=True)
class RoleLine:
    """Somebody's part in a session; `right` is empty for who does not teach."""

    role: SessionRole
    right: Right | None = None


@dataclass
class SessionLine:
    """A session in the time of the place where it is held."""

    session: Session
    roles: list[RoleLine] = field(default_factory=list)

    @property
    def starts(self) -> datetime:
        return self.session.starts_at.astimezone(ZoneInfo(self.session.zone))

    @property
    def ends(self) -> datetime:
        return self.session.ends_at.astimezone(ZoneInfo(self.session.zone))

    @property
    def ends_on_another_day(self) -> bool:
        return self.starts.date() != self.ends.date()

    @property
    def is_standing(self) -> bool:
        return self.session.cancelled_at is None

    @property
    def teaching(self) -> list[RoleLine]:
        return [each for each in self.roles if each.right is not None]

    @property
    def is_without_right(self) -> bool:
        """Nobody who teaches it holds the right to on its day (R31, R32)."""
        held = any(each.right.holds for each in self.teaching if each.right)
        return self.is_standing and not held


@dataclass
class WeekLines:
    number: int
    lines: list[SessionLine] = field(default_factory=list)

    @property
    def starts(self) -> datetime:
        return self.lines[0].starts

    @property
    def ends(self) -> datetime:
        return self.lines[-1].starts


def weeks_of(delivery: Delivery) -> list[WeekLines]:
    """Every session by in-class week, with who does what; a fixed number of queries."""
    sessions = list(delivery.sessions.select_related("module").order_by("starts_at", "pk"))
    weeks: dict[int, WeekLines] = {}
    for line in lines_of(delivery, sessions):
        number = line.session.week
        weeks.setdefault(number, WeekLines(number)).lines.append(line)
    return [weeks[number] for number in sorted(weeks)]


def lines_of(delivery: Delivery, sessions: Iterable[Session]) -> list[SessionLine]:
    """Sessions of one delivery with their roles and rights; three queries whatever their number."""
    lines = {session.pk: SessionLine(session) for session in sessions}
    roles = list(
        SessionRole.objects.current()
        .filter(session__in=lines)
        .select_related("person")
        .prefetch_related("rights__authority")
    )
    authorities = defaultdict(list)
    people = {role.person_id for role in roles if role.role in SessionRole.TEACHING}
    for authority in TeachingAuthority.objects.filter(
        programme=delivery.programme_id, person__in=people
    ):
        authorities[authority.person_id].append(authority)
    for role in sorted(roles, key=lambda each: list(SessionRole.Role).index(each.role)):
        line = lines[role.session_id]
        right = right_of(role, line.session, authorities[role.person_id])
        line.roles.append(RoleLine(role, right))
    return list(lines.values())


def right_of(
    role: SessionRole, session: Session, authorities: list[TeachingAuthority]
) -> Right | None:
    """As noted after the session; before it, as the records say today for its day (R31)."""
    if role.role not in SessionRole.TEACHING:
        return None
    noted = list(role.rights.all())
    if noted:
        return Right(noted[-1].authority, noted[-1].reason)
    return rules.right_on(authorities, session.module_id, session.day)


@dataclass(frozen=True)
class MaterialLine:
    """A module of the delivery with the version of its material, and whether a newer one is live."""

    taught: DeliveryModule
    version: MaterialVersion | None
    has_newer: bool


def material_of(delivery: Delivery) -> list[MaterialLine]:
    """Every module in its order; four queries whatever their number."""
    taught = list(delivery.modules.select_related("module").order_by("module__path"))
    live = live_material([each.module for each in taught])
    used = standing_material(delivery)
    return [
        MaterialLine(each, version, version is None or is_older(version, each.module, live[pk]))
        for each in taught
        for pk, version in [(each.module_id, used.get(each.module_id))]
    ]


def starts_at(delivery: Delivery) -> datetime | None:
    first = delivery.sessions.standing().order_by("starts_at").first()
    return first.starts_at if first else None
