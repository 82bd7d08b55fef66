"""Plans deliveries, fills their attendance lists and closes them, as those who run them would."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zlib import crc32

from courses.closing.actions import close_delivery, settle_as_not_completed, settle_completions
from courses.closing.queries import standings
from courses.closing.rules import Standing
from courses.deliveries.actions import open_delivery, plan_delivery
from courses.deliveries.models import Delivery, DeliveryTemplate, Session
from courses.enrolment.actions import Noted, keep_evidence, record_attendance
from courses.enrolment.attendance.documents import sign_in_sheet
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence
from lms.people.models import Person

KEYS = uuid.UUID("b5f2f0f7-6a55-5d0e-8f0c-6d0ad5b0f5a1")
COHORT, WEEK, TWO_DAYS = "train-the-trainers-six-weeks", "training-one-week", "training-two-days"

Minutes = Callable[[Enrolment, Session], int]


def open_from(
    template: str, *, first_days: Sequence[date], city: str, by: Person, at: datetime, **said
) -> Delivery:
    """A delivery that is planned from a template and opened the same day."""
    delivery = plan_delivery(
        template=DeliveryTemplate.objects.select_related("programme").get(code=template),
        first_days=first_days,
        venue=city,
        by=by,
        at=at,
        **said,
    )
    return open_delivery(delivery=delivery, by=by, at=at)


def falls_on(place: Enrolment, session: Session, one_in: int, about: str) -> bool:
    """Whether it is this person's turn in this session; the same each time the history is told."""
    said = f"{about} {place.person.public_id} {session.title} {session.starts_at:%j}"
    return crc32(said.encode()) % one_in == 0


def everything(_place: Enrolment, session: Session) -> int:
    return session.minutes


def without(away: set[tuple[int, int]]) -> Minutes:
    """Everybody attends in full, but for these pairs of place and session."""

    def minutes(place: Enrolment, session: Session) -> int:
        return 0 if (place.pk, session.pk) in away else session.minutes

    return minutes


def fill_lists(
    sessions: Iterable[Session], places: Sequence[Enrolment], by: Person, minutes: Minutes
) -> None:
    """The trainer marks a whole session at once, when it is over."""
    for session in sessions:
        entries = [
            Noted(key_of(KEYS, session.uid, place.uid), place, minutes(place, session))
            for place in places
        ]
        record_attendance(
            session=session,
            entries=entries,
            source=AttendanceEntry.Source.TRAINER,
            by=by,
            at=session.ends_at + timedelta(minutes=10),
        )


def fill_signed_list(session: Session, places: Sequence[Enrolment], by: Person) -> None:
    """The trainer notes what was signed on paper, and adds the scan of the sheet (R62)."""
    at = session.ends_at + timedelta(hours=1)
    scan = keep_evidence(
        session=session,
        kind=Evidence.Kind.SIGNED_LIST,
        data=sign_in_sheet(session, places),
        name="signed-list.pdf",
        by=by,
        at=at,
    )
    entries = [
        Noted(key_of(KEYS, session.uid, place.uid), place, session.minutes) for place in places
    ]
    record_attendance(
        session=session,
        entries=entries,
        source=AttendanceEntry.Source.SIGNED_LIST,
        evidence=scan,
        by=by,
        at=at,
    )


def key_of(space: uuid.UUID, *parts: object) -> uuid.UUID:
    return uuid.uuid5(space, ":".join(map(str, parts)))


def close(delivery: Delivery, by: Person, at: datetime) -> Delivery:
    """Settle everybody, say of each who has not completed what is missing, and close."""
    settle_completions(delivery=delivery, by=by, at=at)
    for each in standings(delivery):
        if each.standing.completed_at is None:
            settle_as_not_completed(
                enrolment=each.enrolment, reason=what_is_missing(each.standing), by=by, at=at
            )
    return close_delivery(delivery=delivery, by=by, at=at)


def what_is_missing(standing: Standing) -> str:
    """In a sentence that the participant may read."""
    words = [each.detail if each.code == "test" else each.code for each in standing.missing]
    return f"Not met when the delivery was closed: {', '.join(words)}."
