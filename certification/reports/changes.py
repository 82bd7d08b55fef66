"""What was recorded or took effect since a report was frozen, about the people in question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certification.counts.rules import as_of_bound, local_day
from certification.evidence.models import EvidenceLoss
from certification.records.models import ClaimRefusal, RecordVersion
from certification.reports.rules import Change, Difference, Why
from courses.deliveries.models import Project
from courses.enrolment.models import AttendanceEntry
from courses.progress.models import ProgrammeCompletion, ProgrammeWithdrawal
from lms.journal.models import Event

# Of a record, what a correction can change that a figure depends on, and how a reader calls it.
SAID = {
    "activity": "activity",
    "role": "role",
    "organisation_id": "organisation",
    "country": "country",
    "region_id": "region",
    "enrolled_on": "enrolled on",
    "scheduled_minutes": "scheduled minutes",
    "attended_minutes": "attended minutes",
    "assessment": "assessment",
}
WORDLESS = {"organisation_id", "region_id"}  # keys, which say nothing to a reader


@dataclass(frozen=True)
class Span:
    """From the moment of the one figure to that of the other, and their as-of dates."""

    since: datetime
    until: datetime
    as_of: date
    as_of_now: date
    zone: str

    def is_recorded_within(self, moment: datetime) -> bool:
        return self.since <= moment < self.until

    def is_after_the_first(self, moment: datetime) -> bool:
        return moment >= as_of_bound(self.as_of, self.zone)

    def day(self, moment: datetime) -> date:
        return local_day(moment, self.zone)


@dataclass(frozen=True)
class Concerned:
    """Of whom changes are looked for, under every record of theirs (R1); of organisations where
    those are counted.
    """

    people: frozenset[str]
    organisations: frozenset[str] = frozenset()

    def among(self, person: str, organisation: str) -> Q:
        found = Q(**{f"{person}__public_id__in": self.people})
        if self.organisations:
            found |= Q(**{f"{organisation}__public_id__in": self.organisations})
        return found


def changes_of(concerned: Concerned, span: Span) -> Iterator[Change]:
    """Every change of theirs; a fixed number of queries, whatever their number."""
    yield from _completed(concerned, span)
    yield from _withdrawn(concerned, span)
    yield from _said(concerned, span)
    yield from _lost(concerned, span)
    yield from _noted_instead(concerned, span)
    yield from _refused(concerned, span)


def _completed(concerned: Concerned, span: Span) -> Iterator[Change]:
    rows = ProgrammeCompletion.objects.filter(
        concerned.among("enrolment__person", "enrolment__organisation"),
        Q(recorded_at__gte=span.since) | Q(completed_at__gte=as_of_bound(span.as_of, span.zone)),
        recorded_at__lt=span.until,
    ).select_related("enrolment__person", "enrolment__organisation")
    for row in rows:
        is_new = span.is_after_the_first(row.completed_at)
        moment = row.completed_at if is_new else row.recorded_at
        yield Change(Why.NEW if is_new else Why.LATE, span.day(moment), **_of(row.enrolment))


def _withdrawn(concerned: Concerned, span: Span) -> Iterator[Change]:
    rows = ProgrammeWithdrawal.objects.filter(
        concerned.among("completion__enrolment__person", "completion__enrolment__organisation"),
        Q(recorded_at__gte=span.since) | Q(effective_on__gt=span.as_of),
        recorded_at__lt=span.until,
        effective_on__lte=span.as_of_now,
    ).select_related("completion__enrolment__person", "completion__enrolment__organisation")
    for row in rows:
        yield Change(Why.WITHDRAWN, row.effective_on, **_of(row.completion.enrolment))


def _of(enrolment: Any) -> dict[str, Any]:
    return {
        "person": str(enrolment.person.public_id),
        "place": f"enrolment {enrolment.uid}",
        "organisation": str(enrolment.organisation.public_id) if enrolment.organisation else "",
    }


def _of_record(version: RecordVersion) -> dict[str, Any]:
    return {
        "person": str(version.record.person.public_id),
        "place": f"record {version.record.uid}",
        "organisation": str(version.organisation.public_id) if version.organisation else "",
    }


def _said(concerned: Concerned, span: Span) -> Iterator[Change]:
    """New records, corrections and evidence; each version is compared with the one before it."""
    versions: QuerySet[RecordVersion] = (
        RecordVersion.objects.filter(
            concerned.among("record__person", "organisation"), known_from__lt=span.until
        )
        .select_related("record__person", "organisation", "region")
        .order_by("record", "number")
    )
    before: RecordVersion | None = None
    for version in versions:
        if before is not None and before.record_id != version.record_id:
            before = None
        yield from _of_version(version, before, span)
        before = version


def _of_version(
    version: RecordVersion, before: RecordVersion | None, span: Span
) -> Iterator[Change]:
    record = version.record
    about = _of_record(version)
    confirmed = record.result_confirmed_at
    if before is None and confirmed and span.is_after_the_first(confirmed):
        yield Change(Why.NEW, span.day(confirmed), **about)
        return
    if not span.is_recorded_within(version.known_from):
        return
    day = span.day(version.known_from)
    if before is None:
        yield Change(Why.LATE, day, **about)
        return
    if version.evidence_id != before.evidence_id:
        yield Change(Why.EVIDENCE, day, **about)
    detail = "; ".join(_corrected(before, version))
    if detail:
        yield Change(Why.CORRECTED, day, detail=detail, **about)


def _lost(concerned: Concerned, span: Span) -> Iterator[Change]:
    """Files that were lost, or found again, with the trainings that rest on them (R64)."""
    losses = EvidenceLoss.objects.filter(
        Q(noticed_at__gte=span.since) | Q(found_at__gte=span.since), noticed_at__lt=span.until
    )
    of_lists, of_records = defaultdict(list), defaultdict(list)
    for loss in losses.order_by("pk"):
        of_lists[loss.attendance_evidence_id or 0].append(loss)
        of_records[loss.record_evidence_id or 0].append(loss)
    entries = AttendanceEntry.objects.filter(
        concerned.among("enrolment__person", "enrolment__organisation"), evidence__in=of_lists
    ).select_related("enrolment__person", "enrolment__organisation")
    for entry in entries:
        for loss in of_lists[entry.evidence_id or 0]:
            yield from _of_loss(loss, span, _of(entry.enrolment))
    versions = RecordVersion.objects.filter(
        concerned.among("record__person", "organisation"), evidence__in=of_records
    ).select_related("record__person", "organisation")
    for version in versions:
        for loss in of_records[version.evidence_id or 0]:
            yield from _of_loss(loss, span, _of_record(version))


def _noted_instead(concerned: Concerned, span: Span) -> Iterator[Change]:
    """Attendance that was noted anew where a list had been lost: it rests on something else (R62)."""
    lost = AttendanceEntry.objects.filter(evidence__losses__isnull=False).order_by()
    entries = AttendanceEntry.objects.filter(
        concerned.among("enrolment__person", "enrolment__organisation"),
        made_at__gte=span.since,
        made_at__lt=span.until,
        session__in=lost.values("session"),
    ).select_related("enrolment__person", "enrolment__organisation")
    for entry in entries:
        yield Change(Why.EVIDENCE, span.day(entry.made_at), **_of(entry.enrolment))


def _of_loss(loss: EvidenceLoss, span: Span, about: dict[str, Any]) -> Iterator[Change]:
    for why, moment in ((Why.LOST, loss.noticed_at), (Why.FOUND, loss.found_at)):
        if moment is not None and span.is_recorded_within(moment):
            yield Change(why, span.day(moment), **about)


def _refused(concerned: Concerned, span: Span) -> Iterator[Change]:
    """Claims of projects that were refused, and those that were let stand again (R14)."""
    rows = (
        ClaimRefusal.objects.filter(
            concerned.among("record__person", "record__versions__organisation"),
            Q(refused_at__gte=span.since) | Q(lifted_at__gte=span.since),
            refused_at__lt=span.until,
        )
        .select_related("record__person")
        .prefetch_related("record__versions__organisation")
        .order_by("refused_at", "pk")
        .distinct()
    )
    for row in rows:
        newest = max(row.record.versions.all(), key=lambda each: each.number)
        about = _of_record(newest)
        code = row.record.project_code
        if span.is_recorded_within(row.refused_at):
            detail = f"{code} → {row.in_favour_of}. {row.reason}"
            yield Change(Why.REFUSED, span.day(row.refused_at), detail=detail, **about)
        if row.lifted_at is not None and span.is_recorded_within(row.lifted_at):
            yield Change(Why.RESTORED, span.day(row.lifted_at), detail=code, **about)


def _corrected(before: RecordVersion, version: RecordVersion) -> Iterator[str]:
    for name, called in SAID.items():
        was, is_ = getattr(before, name), getattr(version, name)
        if was == is_:
            continue
        if name in WORDLESS:
            was, is_ = (_called(each, name.removesuffix("_id")) for each in (before, version))
        if was != is_:
            yield f"{called} {was or '–'} → {is_ or '–'}"


def _called(version: RecordVersion, relation: str) -> str:
    found = getattr(version, relation)
    return "" if found is None else str(getattr(found, "code", found))


def projects_changed(span: Span) -> dict[str, str]:
    """By code, what became of projects: registered since, or another period (R29)."""
    events = Event.objects.filter(
        name__in=["deliveries.project_registered", "deliveries.project_changed"],
        at__gte=span.since,
        at__lt=span.until,
    ).order_by("pk")
    about = {event.subject_id: event for event in events}
    found = {}
    for project in Project.objects.filter(pk__in=about):
        event = about[project.pk]
        is_new = event.name == "deliveries.project_registered"
        sentence = (
            _("The project %(code)s is known here since %(day)s.")
            if is_new
            else _("What is known of the project %(code)s was changed on %(day)s.")
        )
        day = span.day(event.at).isoformat()
        found[project.code] = sentence % {"code": project.code, "day": day}
    return found


class Changes:
    """Changes by whom and what they are about, to find those that concern a unit."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._by_key: dict[str, list[Change]] = {}
        for change in changes:
            for key in {change.person, change.organisation} - {""}:
                self._by_key.setdefault(key, []).append(change)

    def near(self, difference: Difference) -> list[Change]:
        keys = [*difference.selves, *sorted(difference.organisations)]
        found = [change for key in keys for change in self._by_key.get(key, ())]
        return list(dict.fromkeys(found))


def in_chunks(people: Iterable[str], size: int = 500) -> Iterator[frozenset[str]]:
    whole = sorted(people)
    for start in range(0, len(whole), size):
        yield frozenset(whole[start : start + size])
