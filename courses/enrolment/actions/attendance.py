"""Appends attendance: from trainers, codes on the screen, platforms, signed lists and packs (R62)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.actions import allow_correction
from courses.deliveries.models import Delivery, Session
from courses.deliveries.rules import lists_lock_at
from courses.enrolment import queries, rules
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence, ListUnlock
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@dataclass(frozen=True)
class Noted:
    """One entry as it was noted down: `uid` and `made_at` come from where that was.

    Without `made_at` it is noted down as it is recorded.
    """

    uid: UUID
    enrolment: Enrolment
    minutes: int
    made_at: datetime | None = None
    is_excused: bool = False
    reason: str = ""


@transaction.atomic
def record_attendance(
    *,
    session: Session,
    entries: Sequence[Noted],
    source: str,
    by: Person | None,
    at: datetime,
    evidence: Evidence | None = None,
    reason: str = "",
) -> list[AttendanceEntry]:
    """Append what is new of these entries, all or none; known ones are left as they are.

    Refused for who does not keep the list, people without a place, minutes beyond the session, one's
    own attendance other than by the code on the screen, a session that has not begun, a clock that
    is ahead, a locked list, an id that was used for something else, and in a closed delivery without
    a reason (R62, R27).
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=session.delivery_id)
    known = {
        each.uid: each for each in AttendanceEntry.objects.filter(uid__in=[e.uid for e in entries])
    }
    found: dict[UUID, Noted] = {}
    for noted in entries:
        if noted.uid in known:
            _check_same(known[noted.uid], session, noted)
        elif found.setdefault(noted.uid, noted) != noted:
            raise _reused(noted.enrolment)
    if found:
        new = list(found.values())
        allow_correction(delivery=delivery, reason=reason, by=by or new[0].enrolment.person, at=at)
        _check_session(delivery, session, at)
        if by is not None and source != AttendanceEntry.Source.CHECK_IN:
            _check_not_own(new, by)
            _check_keeps_list(session, by)
        _check_entries(delivery, session, new, at)
        said = {"source": source, "evidence": evidence, "recorded_at": at, "recorded_by": by}
        rows = [_row(session, noted, **said) for noted in new]
        known |= {each.uid: each for each in AttendanceEntry.objects.bulk_create(rows)}
        record_event(
            name="enrolment.attendance_recorded",
            subject=session,
            by=by,
            at=at,
            payload={"entries": [str(noted.uid) for noted in new], "source": source},
        )
    return [known[noted.uid] for noted in entries]


def _row(session: Session, noted: Noted, **said: Any) -> AttendanceEntry:
    return AttendanceEntry(
        uid=noted.uid,
        session=session,
        enrolment=noted.enrolment,
        minutes=noted.minutes,
        is_excused=noted.is_excused,
        reason=noted.reason.strip(),
        made_at=noted.made_at or said["recorded_at"],
        **said,
    )


def _check_same(entry: AttendanceEntry, session: Session, noted: Noted) -> None:
    same = (
        entry.session_id == session.pk
        and entry.enrolment_id == noted.enrolment.pk
        and entry.minutes == noted.minutes
        and entry.is_excused == noted.is_excused
        and noted.made_at in (None, entry.made_at)
    )
    if not same:
        raise _reused(entry.enrolment)


def _reused(enrolment: Enrolment) -> Refused:
    sentence = _("%s was noted under this id already, with something else. See what stands now.")
    return Refused("id_reused", sentence % enrolment.person, "R62")


def _check_session(delivery: Delivery, session: Session, at: datetime) -> None:
    if session.cancelled_at is not None:
        raise Refused("session_cancelled", _("This session is cancelled."), "R6")
    if at < session.starts_at - rules.DOORS_OPEN:
        raise Refused("not_begun", _("This session has not begun."))
    unlock = session.unlocks.order_by("-until").first()
    locks_at = lists_lock_at(session.ends_at, delivery.lists_lock_after_days)
    if rules.is_locked(locks_at, unlock.until if unlock else None, at):
        raise Refused(
            "locked",
            _("This list is locked since %s. An administrator can unlock it with a reason.")
            % locks_at.date().isoformat(),
            "R62",
        )


def _check_keeps_list(session: Session, by: Person) -> None:
    if not queries.recorded_by(by).filter(pk=session.pk).exists():
        raise Refused(
            "not_allowed", _("Only those who teach the session or run the delivery keep its list.")
        )


def _check_not_own(entries: Sequence[Noted], by: Person) -> None:
    own = set(by.selves.values_list("pk", flat=True))
    if any(noted.enrolment.person_id in own for noted in entries):
        raise Refused("own_attendance", _("Nobody marks their own attendance."), "R62")


def _check_entries(
    delivery: Delivery, session: Session, entries: Sequence[Noted], at: datetime
) -> None:
    taking_part = queries.ids_taking_part(delivery)
    for noted in entries:
        name = str(noted.enrolment.person)
        if noted.enrolment.pk not in taking_part:
            raise Refused("no_place", _("%s has no place in this delivery.") % name)
        if not 0 <= noted.minutes <= session.minutes:
            raise Refused(
                "minutes_beyond",
                _("%(name)s: minutes lie between 0 and %(most)s.")
                % {"name": name, "most": session.minutes},
            )
        if noted.made_at is not None and noted.made_at > at + rules.CLOCKS_DIFFER:
            raise Refused("clock_ahead", _("The clock of the device is ahead; set it right."))


@transaction.atomic
def check_in(
    *,
    session: Session,
    person: Person,
    code: str,
    at: datetime,
    scanned_at: datetime | None = None,
) -> AttendanceEntry:
    """A participant checks in with the code on the screen, for what is left of the session.

    Until a quarter of an hour after the start it counts as the whole session. Twice is once. Who
    had to sign in first is checked in as of `scanned_at`, when the server was shown the code.
    """
    enrolment = Enrolment.objects.filter(
        delivery=session.delivery_id, person__in=person.selves
    ).first()
    if enrolment is None:
        raise Refused("no_place", _("You have no place in this delivery."))
    uid = uuid5(session.uid, f"check-in:{enrolment.uid}")
    known = AttendanceEntry.objects.filter(uid=uid).first()
    if known is not None:
        return known
    scanned_at = scanned_at or at
    is_current = rules.is_check_in_code(session.check_in_secret, code, scanned_at)
    if not is_current or not scanned_at <= at <= scanned_at + rules.SCAN_HOLDS:
        raise Refused("code_old", _("This code is no longer on the screen; scan it again."), "R62")
    if scanned_at >= session.ends_at:
        raise Refused("over", _("This session is over; ask the trainer."), "R62")
    minutes = rules.minutes_from(session.starts_at, session.minutes, scanned_at)
    noted = Noted(uid=uid, enrolment=enrolment, minutes=minutes, made_at=scanned_at)
    (entry,) = record_attendance(
        session=session, entries=[noted], source="check-in", by=person, at=at
    )
    return entry


@transaction.atomic
def unlock_list(
    *, session: Session, reason: str, until: datetime, by: Person, at: datetime
) -> ListUnlock:
    """Open a locked list again until an instant, with a reason; administrators only (R62)."""
    if "administrator" not in by.roles:
        raise Refused("not_allowed", _("Only an administrator unlocks a list."), "R62")
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the list is unlocked."), "R62")
    if not at < until <= at + timedelta(days=31):
        raise Refused("until_unclear", _("A list is unlocked for up to 31 days."), "R62")
    unlock = ListUnlock.objects.create(
        session=session, reason=reason.strip(), at=at, until=until, by=by
    )
    record_event(name="enrolment.list_unlocked", subject=unlock, by=by, at=at)
    return unlock
