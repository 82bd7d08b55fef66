"""Plans deliveries from templates, changes their sessions, opens and cancels them."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.catalogue.models import ModulePage, ProgrammePage
from courses.deliveries import queries, timetables
from courses.deliveries.actions.material import teach_modules
from courses.deliveries.actions.standing import allow_correction, check_standing, locked
from courses.deliveries.models import (
    Delivery,
    DeliveryTemplate,
    Session,
    SessionRole,
)
from courses.deliveries.timetables import Timetable
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

SESSION_FIELDS = {
    "title",
    "week",
    "starts_at",
    "minutes",
    "zone",
    "place",
    "online_link",
    "is_mandatory",
}
DELIVERY_FIELDS = {
    "title",
    "language",
    "host",
    "venue",
    "online_link",
    "capacity",
    "lists_lock_after_days",
}


@transaction.atomic
def keep_template(
    *,
    code: str,
    title: str,
    kind: str,
    programme: ProgrammePage,
    timetable: dict[str, Any],
    by: Person | None,
    at: datetime,
) -> DeliveryTemplate:
    """Make or change a template; deliveries planned from it keep what they were planned with."""
    try:
        cleaned = timetables.stored(timetables.read_timetable(timetable))
    except ValueError as error:
        raise Refused("timetable_unclear", str(error)) from error
    said = {"title": title, "kind": kind, "programme": programme, "timetable": cleaned}
    template = DeliveryTemplate.objects.select_for_update().filter(code=code).first()
    if template is not None and all(getattr(template, key) == value for key, value in said.items()):
        return template
    template, _is_new = DeliveryTemplate.objects.update_or_create(code=code, defaults=said)
    record_event(name="deliveries.template_kept", subject=template, by=by, at=at)
    return template


@transaction.atomic
def plan_delivery(
    *,
    template: DeliveryTemplate,
    title: str,
    first_days: Sequence[date],
    zone: str,
    capacity: int,
    by: Person,
    at: datetime,
    code: str = "",
    lead: Person | None = None,
    attendance_percent: Any = 80,
    **details: Any,
) -> Delivery:
    """Plan a cohort or training from a template; its weeks begin on `first_days`.

    Each module is taught in the version of the material that is live now (R31). `lead` leads every
    session until roles are given otherwise. Refused unless each week has a first day after the one
    before, for modules that the programme does not have, and to who may not plan from the template.
    Records `deliveries.planned`.
    """
    if not queries.templates_for(by, at.date()).filter(pk=template.pk).exists():
        raise Refused("may_not_plan", _("You may not plan from this template."), "R31")
    timetable = timetables.read_timetable(template.timetable)
    modules = queries.modules_by_code(template.programme)
    _check_plan(timetable, first_days, modules)
    delivery = Delivery.objects.create(
        code=code or _free_code(title, first_days[0]),
        title=title,
        kind=template.kind,
        programme=template.programme,
        template=template,
        zone=zone,
        capacity=capacity,
        attendance_percent=attendance_percent,
        has_field_project=bool(timetable.milestones),
        created_at=at,
        created_by=by,
        **details,
    )
    teach_modules(
        delivery=delivery, modules=[modules[each] for each in timetable.modules], by=by, at=at
    )
    sessions = _add_sessions(delivery, timetable, first_days, modules)
    if lead is not None:
        _let_lead(sessions, lead, by, at)
    record_event(name="deliveries.planned", subject=delivery, by=by, at=at)
    return delivery


def _check_plan(
    timetable: Timetable, first_days: Sequence[date], modules: dict[str, ModulePage]
) -> None:
    if len(first_days) != len(timetable.weeks) or sorted(set(first_days)) != list(first_days):
        raise Refused("weeks_unclear", _("Give each week its first day, one after the other."))
    missing = [each for each in timetable.modules if each not in modules]
    if missing:
        raise Refused("module_missing", _("The programme has no module %s.") % missing[0])


def _let_lead(sessions: list[Session], lead: Person, by: Person, at: datetime) -> None:
    role = SessionRole.Role.LEAD
    SessionRole.objects.bulk_create(
        SessionRole(session=session, person=lead, role=role, given_at=at, given_by=by)
        for session in sessions
    )


def _free_code(title: str, first_day: date) -> str:
    base = f"{slugify(title)[:44]}-{first_day:%Y-%m}".strip("-")
    taken = set(Delivery.objects.filter(code__startswith=base).values_list("code", flat=True))
    candidates = (
        base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2)
    )
    return next(each for each in candidates if each not in taken)


def _add_sessions(
    delivery: Delivery,
    timetable: Timetable,
    first_days: Sequence[date],
    modules: dict[str, ModulePage],
) -> list[Session]:
    return Session.objects.bulk_create(
        Session(
            delivery=delivery,
            week=each.week,
            title=each.title,
            module=modules.get(each.module),
            starts_at=timetables.starts_at(each, first_days, delivery.zone),
            minutes=each.minutes,
            zone=delivery.zone,
            place=delivery.venue,
            online_link=delivery.online_link,
            is_mandatory=each.is_mandatory,
            check_in_secret=secrets.token_hex(32),
        )
        for each in timetable.sessions
    )


@transaction.atomic
def change_delivery(*, delivery: Delivery, by: Person, at: datetime, **changes: Any) -> Delivery:
    """Change what is not frozen: title, language, host, venue, link, places, days until lists lock."""
    delivery = locked(delivery)
    check_standing(delivery)
    unknown = set(changes) - DELIVERY_FIELDS
    if unknown:
        raise TypeError(f"A delivery keeps its {', '.join(sorted(unknown))}.")
    changed = [name for name, value in changes.items() if getattr(delivery, name) != value]
    if not changed:
        return delivery
    before = {name: str(getattr(delivery, name)) for name in changed}
    for name in changed:
        setattr(delivery, name, changes[name])
    delivery.save(update_fields=changed)
    record_event(
        name="deliveries.changed", subject=delivery, by=by, at=at, payload={"before": before}
    )
    return delivery


@transaction.atomic
def add_session(
    *,
    delivery: Delivery,
    title: str,
    starts_at: datetime,
    minutes: int,
    by: Person,
    at: datetime,
    module: ModulePage | None = None,
    reason: str = "",
    **details: Any,
) -> Session:
    """Add a session; to a closed delivery only as a correction, with its reason."""
    delivery = locked(delivery)
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    session = Session.objects.create(
        delivery=delivery,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        module=module,
        zone=details.pop("zone", delivery.zone),
        check_in_secret=secrets.token_hex(32),
        **details,
    )
    record_event(name="deliveries.session_added", subject=session, by=by, at=at)
    return session


@transaction.atomic
def change_session(*, session: Session, by: Person, at: datetime, **changes: Any) -> Session:
    """Move or reword a session; who takes part is told by the handlers of the event.

    Refused once attendance was noted: what was attended does not move. Records
    `deliveries.session_changed` with what it was before.
    """
    session = _locked_session(session)
    unknown = set(changes) - SESSION_FIELDS
    if unknown:
        raise TypeError(f"A session keeps its {', '.join(sorted(unknown))}.")
    changed = [name for name, value in changes.items() if getattr(session, name) != value]
    if not changed:
        return session
    if {"starts_at", "minutes", "is_mandatory"} & set(changed) and queries.has_attendance(session):
        raise Refused(
            "attended", _("Attendance of this session is noted; it can no longer be moved."), "R62"
        )
    before = {name: str(getattr(session, name)) for name in changed}
    for name in changed:
        setattr(session, name, changes[name])
    session.save(update_fields=changed)
    record_event(
        name="deliveries.session_changed", subject=session, by=by, at=at, payload={"before": before}
    )
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: Person, at: datetime) -> Session:
    """Cancel a session; it leaves the denominator of attendance (R6). Twice is once."""
    session = _locked_session(session)
    if session.cancelled_at is not None:
        return session
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the session is cancelled."))
    if queries.has_attendance(session):
        raise Refused("attended", _("Attendance of this session is noted; it took place."), "R62")
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    record_event(
        name="deliveries.session_cancelled",
        subject=session,
        by=by,
        at=at,
        payload={"reason": reason.strip()},
    )
    return session


@transaction.atomic
def open_delivery(*, delivery: Delivery, by: Person, at: datetime) -> Delivery:
    """Let people enrol; from now on what its completion asks is frozen. Twice is once."""
    delivery = locked(delivery)
    if delivery.opened_at is not None:
        return delivery
    check_standing(delivery)
    if not delivery.sessions.required().exists():
        raise Refused("no_sessions", _("Plan at least one mandatory session first."), "R6")
    delivery.opened_at = at
    delivery.save(update_fields=["opened_at"])
    record_event(name="deliveries.opened", subject=delivery, by=by, at=at)
    return delivery


@transaction.atomic
def cancel_delivery(*, delivery: Delivery, reason: str, by: Person, at: datetime) -> Delivery:
    """Call the whole delivery off, with a reason; nothing is deleted. Twice is once."""
    delivery = locked(delivery)
    if delivery.cancelled_at is not None:
        return delivery
    check_standing(delivery)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is cancelled."))
    delivery.cancelled_at = at
    delivery.save(update_fields=["cancelled_at"])
    record_event(
        name="deliveries.cancelled",
        subject=delivery,
        by=by,
        at=at,
        payload={"reason": reason.strip()},
    )
    return delivery


def _locked_session(session: Session) -> Session:
    delivery = locked(session.delivery)
    check_standing(delivery)
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
