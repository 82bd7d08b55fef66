"""Who takes part in a delivery, where each place stands, and what was attended."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet

from courses.deliveries.auditing import deliveries_in, scope_of
from courses.deliveries.models import Coordination, Delivery, Session, SessionRight, SessionRole
from courses.deliveries.queries import run_by
from courses.enrolment import rules
from courses.enrolment.models import AttendanceEntry, Enrolment, EnrolmentStep
from courses.enrolment.models.places import EnrolmentQuerySet
from courses.enrolment.rules import Attendance
from lms.people.models import Organisation, Person


def places_of(delivery: Delivery) -> EnrolmentQuerySet:
    """All places of a delivery with their state, by name."""
    return (
        Enrolment.objects.filter(delivery=delivery)
        .with_state()
        .select_related("person", "organisation", "project")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def participants(delivery: Delivery) -> EnrolmentQuerySet:
    return places_of(delivery).taking_part()


def ids_taking_part(delivery: Delivery) -> set[int]:
    """Who left keeps what they attended, and it may still be noted."""
    states = {*rules.TAKING_PART, "left"}
    return set(
        Enrolment.objects.filter(delivery=delivery).in_state(*states).values_list("pk", flat=True)
    )


def places_taken(delivery: Delivery) -> int:
    return Enrolment.objects.filter(delivery=delivery).taking_part().count()


def waiting_list(delivery: Delivery) -> EnrolmentQuerySet:
    """Longest waiting first."""
    return places_of(delivery).longest_in_state("waiting")


def state_of(enrolment: Enrolment) -> str:
    """The kind of its last step; empty for a place that has none."""
    step = enrolment.steps.order_by("pk").last()
    return step.kind if step else ""


def teaches_or_tutors_in(person: Person, delivery: Delivery) -> bool:
    roles = (*SessionRole.TEACHING, SessionRole.Role.TUTOR)
    return (
        SessionRole.objects.current()
        .filter(person__in=person.selves, session__delivery=delivery, role__in=roles)
        .exists()
    )


def takes_part_in(person: Person, delivery: Delivery) -> bool:
    """Whether the person has a place that is not over; invitations and applications are places."""
    places = Enrolment.objects.filter(delivery=delivery, person__in=person.selves)
    return any(state_of(place) not in rules.OVER for place in places)


def employer_of(person: Person, day: date) -> Organisation | None:
    """Where the person works on that day; the newest of several."""
    membership = (
        person.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        .select_related("organisation__region")
        .order_by("-starts_on", "-pk")
        .first()
    )
    return membership.organisation if membership else None


def employers_of(person: Person, day: date) -> QuerySet[Organisation]:
    """Every organisation that the person works for on that day."""
    current = person.memberships.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
    )
    return Organisation.objects.filter(pk__in=current.values("organisation"))


def counts_by_state(delivery: Delivery) -> dict[str, int]:
    rows = places_of(delivery).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows if row["state"]}


def recorded_by(person: Person) -> QuerySet[Session]:
    """Sessions whose list the person keeps: those they teach, and all of deliveries they run."""
    if not person.is_authenticated:
        return Session.objects.none()
    taught = SessionRole.objects.teaching().filter(person__in=person.selves).values("session")
    return Session.objects.filter(Q(delivery__in=run_by(person).values("pk")) | Q(pk__in=taught))


def lists_seen_by(person: Person) -> QuerySet[Session]:
    """Sessions whose list the person may read: auditors all, or those within their scope (R60).

    Coordinators those of their projects.
    """
    if person.is_authenticated and "auditor" in person.roles:
        return Session.objects.all()
    if not person.is_authenticated:
        return Session.objects.none()
    scope = scope_of(person)
    if scope is not None:
        return Session.objects.filter(delivery__in=deliveries_in(scope).values("pk"))
    projects = Coordination.objects.filter(person=person).values("project")
    return recorded_by(person) | Session.objects.filter(delivery__project__in=projects)


def is_taught_by_right(session: Session) -> bool:
    """Whether somebody who taught it had the right to, as noted after it (R32)."""
    return SessionRight.objects.filter(
        role__session=session, role__ended_at__isnull=True, authority__isnull=False
    ).exists()


def standing_entries(
    sessions: QuerySet[Session], places: Collection[Enrolment] | None = None
) -> dict[tuple[int, int], AttendanceEntry]:
    """By (session, enrolment) ids, the entry that stands; one query whatever their number."""
    entries = defaultdict(list)
    rows = AttendanceEntry.objects.filter(session__in=sessions)
    for entry in rows if places is None else rows.filter(enrolment__in=places):
        entries[entry.session_id, entry.enrolment_id].append(entry)
    standing = {key: rules.standing_entry(rows) for key, rows in entries.items()}
    return {key: entry for key, entry in standing.items() if entry is not None}


def attendances(delivery: Delivery) -> dict[int, Attendance]:
    """By enrolment id, what each participant attended; in three queries."""
    sessions = delivery.sessions.required()
    scheduled = dict(sessions.values_list("pk", "minutes"))
    attended: dict[int, dict[int, int]] = defaultdict(dict)
    for (session, enrolment), entry in standing_entries(sessions).items():
        attended[enrolment][session] = entry.minutes
    return {
        enrolment.pk: rules.attendance(scheduled, attended[enrolment.pk])
        for enrolment in participants(delivery)
    }


def attendances_in(places: Collection[Enrolment]) -> dict[int, Attendance]:
    """By enrolment id, what was attended in each of these places of deliveries; in two queries."""
    sessions = Session.objects.required().filter(
        delivery__in={place.delivery_id for place in places}
    )
    scheduled: dict[int, dict[int, int]] = defaultdict(dict)
    for session, delivery, minutes in sessions.values_list("pk", "delivery", "minutes"):
        scheduled[delivery][session] = minutes
    attended: dict[int, dict[int, int]] = defaultdict(dict)
    for (session, enrolment), entry in standing_entries(sessions, places).items():
        attended[enrolment][session] = entry.minutes
    return {
        place.pk: rules.attendance(scheduled[place.delivery_id], attended[place.pk])
        for place in places
        if place.delivery_id
    }


ABOVE = """
WITH RECURSIVE above (person_id) AS (
    SELECT CAST(%s AS bigint)
    UNION
    SELECT taught.person_id
    FROM above
    JOIN courses_enrolment place ON place.person_id = above.person_id
    JOIN courses_delivery delivery ON delivery.id = place.delivery_id AND delivery.kind = %s
    JOIN courses_session session ON session.delivery_id = delivery.id
    JOIN courses_sessionrole taught ON taught.session_id = session.id
        AND taught.ended_at IS NULL AND taught.role IN ('lead', 'co-trainer')
    WHERE (
        SELECT step.kind FROM courses_enrolmentstep step
        WHERE step.enrolment_id = place.id ORDER BY step.id DESC LIMIT 1
    ) NOT IN ('declined', 'left')
)
SELECT person_id FROM above
"""


def above(person: Person, kind: str) -> set[int]:
    """Ids of everybody who trained the person, or those who did, in deliveries of that kind (R40).

    One recursive query; the person is among them.
    """
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [person.pk, kind])
        return {row[0] for row in cursor.fetchall()}


def trainers_of(delivery: Delivery) -> list[Person]:
    roles = SessionRole.objects.teaching().filter(session__delivery=delivery)
    return list(Person.objects.filter(pk__in=roles.values("person")))


# Whom letters concern


def state_before(step: EnrolmentStep) -> str:
    """Where the place stood until this step; empty before the first."""
    before = EnrolmentStep.objects.filter(enrolment=step.enrolment_id, pk__lt=step.pk)
    return before.order_by("-pk").values_list("kind", flat=True).first() or ""


def places_not_over(delivery: Delivery) -> EnrolmentQuerySet:
    """Those who take part, wait, have applied or are invited."""
    return places_of(delivery).exclude(state__in=rules.OVER)


def runners_of(delivery: Delivery) -> list[Person]:
    """Who made the delivery, and who leads in it."""
    leads = SessionRole.objects.current().filter(
        session__delivery=delivery, role=SessionRole.Role.LEAD
    )
    return list(
        Person.objects.filter(Q(pk=delivery.created_by_id) | Q(pk__in=leads.values("person")))
    )


def concerned(
    delivery: Delivery, places: QuerySet[Enrolment], *, sessions: QuerySet[Session] | None = None
) -> list[Person]:
    """The people of these places, and everybody with a part in these sessions, else in any."""
    roles = SessionRole.objects.current().filter(session__delivery=delivery)
    if sessions is not None:
        roles = roles.filter(session__in=sessions.order_by().values("pk"))
    own = places.order_by().values("person")
    return list(Person.objects.filter(Q(pk__in=own) | Q(pk__in=roles.values("person"))))


def entries_missing(delivery: Delivery, sessions: QuerySet[Session]) -> dict[int, int]:
    """By session id, how many participants have no entry; complete lists are left out.

    Two queries, whatever the number of sessions and people.
    """
    places = participants(delivery).order_by()
    expected = places.count()
    noted = dict(
        AttendanceEntry.objects.filter(session__in=sessions, enrolment__in=places.values("pk"))
        .order_by()
        .values_list("session")
        .annotate(n=Count("enrolment", distinct=True))
    )
    missing = {session.pk: expected - noted.get(session.pk, 0) for session in sessions}
    return {pk: number for pk, number in missing.items() if number}
