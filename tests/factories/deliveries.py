"""Deliveries for tests: a small training from a template, its trainers and participants."""

import uuid
from datetime import UTC, date, datetime, timedelta

from courses.deliveries.actions import (
    give_teaching_authority,
    keep_template,
    open_delivery,
    plan_delivery,
)
from courses.deliveries.models import Delivery
from courses.enrolment.actions import Noted, join_delivery, record_attendance
from tests.factories.courses import AT, programme_page
from tests.factories.people import PersonFactory

FIRST_DAY = date(2026, 3, 9)
ZONE = "Europe/Madrid"


def timetable(*, sessions: int = 5, minutes: int = 60, module: str = "M1") -> dict:
    """One week with a session a day at nine."""
    return {
        "weeks": ["The week"],
        "sessions": [
            {
                "week": 1,
                "day": day,
                "start": "09:00",
                "minutes": minutes,
                "title": f"Session {day}",
                "module": module,
            }
            for day in range(1, sessions + 1)
        ],
    }


def template_of(programme=None, *, kind: str = "training", **fields):
    programme = programme or programme_page()
    return keep_template(
        code=fields.pop("code", uuid.uuid4().hex[:12]),
        title="A training",
        kind=kind,
        programme=programme,
        timetable=fields.pop("timetable", None) or timetable(**fields),
        by=None,
        at=AT,
    )


def training(
    *, programme=None, by=None, lead=None, capacity: int = 20, is_open: bool = True, **fields
) -> Delivery:
    """A delivery of one week, open for enrolment unless said otherwise."""
    by = by or PersonFactory(roles=["administrator"])
    plan = {name: fields.pop(name) for name in ("sessions", "minutes", "kind") if name in fields}
    delivery = plan_delivery(
        template=fields.pop("template", None) or template_of(programme, **plan),
        title=fields.pop("title", "Training in the region"),
        first_days=fields.pop("first_days", [FIRST_DAY]),
        zone=fields.pop("zone", ZONE),
        capacity=capacity,
        lead=lead,
        by=by,
        at=AT,
        **fields,
    )
    return open_delivery(delivery=delivery, by=by, at=AT) if is_open else delivery


def trainer_of(programme, *, person=None, through: date | None = None, module=None):
    """A person with the right to teach the programme, or one module of it."""
    person = person or PersonFactory()
    give_teaching_authority(
        person=person,
        programme=programme,
        module=module,
        source="test",
        valid_from=date(2026, 1, 1),
        valid_through=through,
        by=None,
        at=AT,
    )
    return person


def participant(delivery, person=None, **fields):
    person = person or PersonFactory()
    return join_delivery(
        delivery=delivery, person=person, by=fields.pop("by", None), at=AT, **fields
    )


def after(session) -> datetime:
    """Some time after the session, before its list locks."""
    return (session.ends_at + timedelta(hours=1)).astimezone(UTC)


def attend(session, place, minutes: int | None = None, *, by=None, at=None, **fields):
    """A trainer notes the minutes of one participant; all of them unless said otherwise."""
    at = at or after(session)
    noted = Noted(
        uid=fields.pop("uid", None) or uuid.uuid4(),
        enrolment=place,
        minutes=session.minutes if minutes is None else minutes,
        made_at=fields.pop("made_at", at),
        is_excused=fields.pop("is_excused", False),
    )
    return record_attendance(
        session=session,
        entries=[noted],
        source=fields.pop("source", "trainer"),
        by=by or session.delivery.created_by,
        at=at,
        **fields,
    )[0]
