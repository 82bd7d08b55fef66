"""Takes in files that say who was there: session packs and logs of meeting platforms (R62)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.models import Session
from courses.enrolment import rules
from courses.enrolment.actions.attendance import Noted, record_attendance
from courses.enrolment.actions.evidence import keep_evidence
from courses.enrolment.attendance.matching import Preview
from courses.enrolment.attendance.packs import read_pack
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence
from lms.errors import Refused
from lms.people.models import Person


@transaction.atomic
def record_pack(
    *, session: Session, data: bytes, name: str, by: Person, at: datetime, reason: str = ""
) -> list[AttendanceEntry]:
    """Take in the file that a session pack made; twice, or in another order, is the same.

    Refused as a whole where a row was changed after it was made, or its person has no place.
    """
    rows = read_pack(data, session)
    states = {*rules.TAKING_PART, "left"}
    places = {
        place.uid: place
        for place in Enrolment.objects.filter(delivery=session.delivery_id)
        .in_state(*states)
        .select_related("person")
    }
    noted = []
    for number, row in enumerate(rows, start=1):
        if row.place not in places:
            raise Refused("no_place", _("Row %s is about nobody in this delivery.") % number)
        noted.append(
            Noted(row.uid, places[row.place], row.minutes, row.made_at, is_excused=row.is_excused)
        )
    evidence = keep_evidence(
        session=session, kind=Evidence.Kind.OTHER, data=data, name=name, by=by, at=at
    )
    return record_attendance(
        session=session,
        entries=noted,
        source=AttendanceEntry.Source.SESSION_PACK,
        evidence=evidence,
        by=by,
        at=at,
        reason=reason,
    )


@transaction.atomic
def record_platform_log(
    *, evidence: Evidence, preview: Preview, by: Person, at: datetime, reason: str = ""
) -> list[AttendanceEntry]:
    """Note what a kept log of a meeting platform says of the people that were found in it."""
    session = evidence.session
    if session is None or evidence.kind != Evidence.Kind.PLATFORM_LOG:
        raise Refused("not_a_log", _("This file is no log of a meeting."))
    noted = [
        Noted(found.entry_uid(session, evidence.sha256), found.place, found.minutes, found.noted_at)
        for found in preview.found
    ]
    try:
        return record_attendance(
            session=session,
            entries=noted,
            source=AttendanceEntry.Source.PLATFORM,
            evidence=evidence,
            by=by,
            at=at,
            reason=reason,
        )
    except Refused as refusal:
        if refusal.code != "id_reused":
            raise
        sentence = _("This file was taken in before with other columns or another time zone.")
        raise Refused("taken_in_otherwise", sentence, "R62") from refusal
