"""The lists that a place in a delivery rests on: minutes by session, their source, and the files (R62)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from certification.evidence.models import EvidenceLoss
from certification.evidence.queries import attendance_losses
from courses.deliveries.models import Session
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence
from courses.enrolment.rules import standing_entry


@dataclass(frozen=True)
class Listed:
    """What stands for a place in one session, the file it was noted from, and others of the session."""

    session: Session
    entry: AttendanceEntry | None
    files: list[tuple[Evidence, EvidenceLoss | None]] = field(default_factory=list)


def lists_of(
    places: Iterable[Enrolment], known_before: datetime | None = None
) -> dict[int, list[Listed]]:
    """By place, a line for each session that was held, in time; four queries whatever their number.

    Files that are lost say so, or those that were as far as was known before a moment.
    """
    places = [place for place in places if place.delivery_id]
    deliveries = {place.delivery_id for place in places}
    found: dict[int, list[Listed]] = defaultdict(list)
    if not deliveries:
        return found
    sessions: dict[int, list[Session]] = defaultdict(list)
    held = Session.objects.standing().filter(delivery__in=deliveries)
    for session in held.select_related("delivery").order_by("starts_at", "pk"):
        sessions[session.delivery_id].append(session)
    entries: dict[tuple[int, int], list[AttendanceEntry]] = defaultdict(list)
    noted = AttendanceEntry.objects.filter(enrolment__in=places)
    if known_before:
        noted = noted.filter(recorded_at__lt=known_before)
    for entry in noted:
        entries[entry.session_id, entry.enrolment_id].append(entry)
    files: dict[int, list[Evidence]] = defaultdict(list)
    for file in Evidence.objects.filter(delivery__in=deliveries, session__isnull=False):
        files[file.session_id or 0].append(file)
    lost = attendance_losses([file.pk for rows in files.values() for file in rows], known_before)
    for place in places:
        for session in sessions[place.delivery_id or 0]:
            standing = standing_entry(entries[session.pk, place.pk])
            shown = [(file, lost.get(file.pk)) for file in files[session.pk]]
            found[place.pk].append(Listed(session, standing, shown))
    return found
