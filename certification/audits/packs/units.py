"""Turns units into what a pack says of each: why it counts or not, sessions, attempts, files."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from certification.audits.packs.questions import PLACE, RECORD, Key, Wanted
from certification.counts.attended import Listed, lists_of
from certification.counts.evidence import Verdict, verdicts_on
from certification.counts.recorded import RecordVerdict, record_verdicts
from certification.counts.rules import bound_of
from certification.records.models import RecordEvidence, RecordVersion
from courses.enrolment.models import Enrolment, Evidence
from lms.people.models import Person

Stored = RecordEvidence | Evidence


@dataclass
class Unit:
    """One unit of a pack, as plain data: it goes through a job and into JSON."""

    kind: str
    person: str
    name: str
    is_demo: bool
    title: str
    role: str
    project: str
    organisation: str
    country: str
    region: str
    enrolled_on: str
    counted_on: str
    evidence: str  # there, missing, or empty where the unit does not count
    reason: str
    disputed_with: str = ""  # projects that claim the same training (R14)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of files that were named and never came


def units_of(keys: list[Key], wanted: Wanted) -> list[dict[str, Any]]:
    """What is said of each, in the order of the keys; a fixed number of queries for all of them."""
    units = _places([pk for kind, pk in keys if kind == PLACE], wanted)
    units |= _records([pk for kind, pk in keys if kind == RECORD], wanted)
    return [asdict(units[key]) for key in keys if key in units]


def _places(pks: list[int], wanted: Wanted) -> dict[Key, Unit]:
    places = list(
        Enrolment.objects.filter(pk__in=pks).select_related(
            "person__merged_into", "programme", "organisation", "region", "project", "delivery"
        )
    )
    question = wanted.question
    verdicts = verdicts_on(places, question.rule, wanted.filters, as_of=question.as_of)
    before = bound_of(wanted.filters, question.rule.zone)
    lists = lists_of(places, before)
    return {(PLACE, each.enrolment.pk): _place(each, lists[each.enrolment.pk]) for each in verdicts}


def _place(verdict: Verdict, lists: list[Listed]) -> Unit:
    place = verdict.enrolment
    unit = Unit(
        kind=PLACE,
        **_person(verdict.person),
        title=place.delivery.title if place.delivery else place.programme.title,
        role=place.role,
        project=place.project.code if place.project else "",
        organisation=place.organisation.name if place.organisation else "",
        country=place.country,
        region=_region(place),
        enrolled_on=_said(place.enrolled_at),
        counted_on=_said(verdict.unit.completed_at if verdict.unit else None),
        evidence=_evidence(verdict.unit is not None, verdict.reason),
        reason=f"{verdict.reason.sentence} ({verdict.reason.rule})" if verdict.reason else "",
    )
    for condition in verdict.conditions:
        attempts = [str(attempt.uid) for attempt in condition.attempts]
        unit.attempts += attempts
        unit.conditions.append(
            {
                "title": condition.title,
                "said": condition.sentence,
                "met_at": _said(condition.met_at),
                "attempts": attempts,
            }
        )
    for line in lists:
        unit.sessions.append(_session(line))
        unit.files += [_file(file) for file, _loss in line.files]
    return unit


def _session(line: Listed) -> dict[str, Any]:
    entry = line.entry
    return {
        "title": line.session.title,
        "day": line.session.day.isoformat(),
        "mandatory": line.session.is_mandatory,
        "scheduled_minutes": line.session.minutes,
        "minutes": entry.minutes if entry else None,
        "excused": bool(entry and entry.is_excused),
        "source": entry.source if entry else "",
        "made_at": _said(entry.made_at if entry else None),
        "files": [file.sha256 for file, _loss in line.files],
    }


def _records(pks: list[int], wanted: Wanted) -> dict[Key, Unit]:
    question = wanted.question
    verdicts = record_verdicts(
        RecordVersion.objects.filter(pk__in=pks),
        question.rule,
        wanted.filters,
        as_of=question.as_of,
    )
    return {(RECORD, each.version.pk): _record(each) for each in verdicts}


def _record(verdict: RecordVerdict) -> Unit:
    version = verdict.version
    unit = Unit(
        kind=RECORD,
        **_person(verdict.person),
        title=version.record.delivery,
        role=version.role,
        project=version.record.project_code,
        organisation=version.organisation_name,
        country=version.country,
        region=_region(version),
        enrolled_on=_said(version.enrolled_on),
        counted_on=_said(verdict.unit.completed_at if verdict.unit else None),
        evidence=_evidence(verdict.unit is not None, verdict.reason),
        reason=f"{verdict.reason.sentence} ({verdict.reason.rule})" if verdict.reason else "",
        disputed_with=" ".join(verdict.disputed_with),
    )
    unit.conditions = [
        {
            "title": "attendance",
            "said": f"{version.attended_minutes} / {version.scheduled_minutes} min",
            "met_at": "",
            "attempts": [],
        },
        {
            "title": "assessment",
            "said": version.assessment,
            "met_at": _said(version.record.result_confirmed_at),
            "attempts": [],
        },
    ]
    if version.evidence is not None:
        unit.files.append(_file(version.evidence))
    elif version.evidence_name:
        unit.names.append(version.evidence_name)
    return unit


def _person(person: Person) -> dict[str, Any]:
    return {
        "person": str(person.public_id),
        "name": person.get_full_name(),
        "is_demo": person.is_demo,
    }


def _file(file: Stored) -> dict[str, Any]:
    return {
        "model": file._meta.label_lower,
        "pk": file.pk,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
    }


def _evidence(is_claimed: bool, reason: Any) -> str:
    if reason is not None and reason.rule == "R64":
        return "missing"
    return "there" if is_claimed else ""


def _region(row: Enrolment | RecordVersion) -> str:
    return f"{row.region.code} (NUTS {row.region.nuts_version})" if row.region else ""


def _said(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment else ""


def attempts_in(units: Iterable[dict[str, Any]]) -> list[str]:
    """The attempts that the units rest on, each once."""
    return sorted({uid for unit in units for uid in unit["attempts"]})
