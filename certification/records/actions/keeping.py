"""Keeps what rows say of past trainings: new facts, and corrections as further versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from certification.records.models import RecordEvidence, RecordVersion, TrainingRecord
from certification.records.queries import (
    SOURCE,
    Evidences,
    Key,
    OnRecord,
    key_of,
    on_record,
    says_the_same,
)
from certification.records.rules import Said
from certification.records.telling import Outcome
from lms.journal.actions import record_events
from lms.people.actions import (
    identify_people,
    register_organisation,
    register_people,
    register_region,
)
from lms.people.models import Person


@transaction.atomic
def keep_records(
    *, batch: Sequence[Said], evidences: Evidences, by: Person | None, at: datetime
) -> Outcome:
    """Keep what a batch of rows says; what is known already stays as it is.

    A person is who has that identifier, never who has that e-mail address (R1). A project that is
    not known is kept as it was written; the row counts for it once it is. Another value for the
    same result is a further version. Nobody is merged (R2). Records `records.record_kept` for each
    new version, and `records.version_replaced` for each that no longer stands.
    """
    found = evidences.find({each.evidence for each in batch if each.evidence}, by=by, at=at)
    judged = judge(batch, found)
    if judged.new:
        rows = list(judged.new.values())
        _register_people(rows, judged.record, by, at)
        _register_places(rows, judged.record, by, at)
        _write(judged.new, judged.record, found, by, at)
    return judged.outcome


@dataclass(frozen=True)
class Judged:
    """What rows add to what is on record: facts that are new or otherwise, and all of it in numbers."""

    record: OnRecord
    new: dict[Key, Said]
    outcome: Outcome


def judge(batch: Sequence[Said], found: Mapping[str, RecordEvidence]) -> Judged:
    """Look at rows beside what is on record and the evidence that was found; writes nothing."""
    judged = Judged(on_record(batch), {}, Outcome())
    for said in batch:
        key = key_of(said)
        standing = judged.record.standing.get(key)
        same = standing is not None and says_the_same(standing, said, found.get(said.evidence))
        same = same or judged.record.is_removed(said)
        same = same or (key in judged.new and replace(judged.new[key], number=said.number) == said)
        judged.outcome.note(said, judged.record, is_new=standing is None, is_same=same, found=found)
        if not same:
            judged.new[key] = said
            if said.is_claim and standing is None:
                _note_dispute(said, judged)
    return judged


def _note_dispute(said: Said, judged: Judged) -> None:
    """A project that claims what others claim before it; only the second one makes the dispute."""
    before = judged.record.claimed_before(said)
    if before and said.project not in before:
        judged.outcome.note_dispute(said, before)
    judged.record.note_claim(said)


def _register_people(
    rows: Sequence[Said], record: OnRecord, by: Person | None, at: datetime
) -> None:
    """Who has no identity yet; an address that somebody has already stays with them."""
    unknown: dict[str, Person] = {}
    for said in rows:
        if said.person_id in record.identities or said.person_id in unknown:
            continue
        email = said.email if said.email not in record.addresses else ""
        record.addresses.add(said.email)
        unknown[said.person_id] = Person(
            first_name=said.given_name, last_name=said.family_name, email=email
        )
    register_people(people=list(unknown.values()), by=by, at=at)
    made = identify_people(people=list(unknown.items()), source=SOURCE, by=by, at=at)
    record.identities.update(made)


def _register_places(
    rows: Sequence[Said], record: OnRecord, by: Person | None, at: datetime
) -> None:
    """Organisations and regions that nobody named before; a region without its name has its code."""
    for said in rows:
        if said.organisation and said.country and said.employer not in record.organisations:
            record.organisations[said.employer] = register_organisation(
                name=said.organisation, country=said.country, by=by, at=at
            )
        if said.region and said.region not in record.regions:
            code, version = said.region
            record.regions[said.region] = register_region(
                code=code, nuts_version=version, name=code, country=said.country
            )


def _write(
    new: dict[Key, Said],
    record: OnRecord,
    found: dict[str, RecordEvidence],
    by: Person | None,
    at: datetime,
) -> None:
    fresh = {
        key: TrainingRecord(
            person_id=record.identities[said.person_id].person_id,
            identity=record.identities[said.person_id],
            delivery=said.delivery,
            project_code=said.project,
            result_confirmed_at=said.result_confirmed_at,
        )
        for key, said in new.items()
        if key not in record.standing
    }
    TrainingRecord.objects.bulk_create(fresh.values())
    replaced = [record.standing[key] for key in new if key in record.standing]
    for version in replaced:
        version.replaced_at = at
    RecordVersion.objects.bulk_update(replaced, ["replaced_at"])
    record_events(name="records.version_replaced", subjects=replaced, by=by, at=at)
    versions = RecordVersion.objects.bulk_create(
        _version(
            said,
            record,
            before=record.standing.get(key),
            fresh=fresh.get(key),
            found=found,
            by=by,
            at=at,
        )
        for key, said in new.items()
    )
    record_events(name="records.record_kept", subjects=versions, by=by, at=at)


def _version(
    said: Said,
    record: OnRecord,
    *,
    before: RecordVersion | None,
    fresh: TrainingRecord | None,
    found: dict[str, RecordEvidence],
    by: Person | None,
    at: datetime,
) -> RecordVersion:
    evidence = found.get(said.evidence)
    if evidence is None and before is not None and before.evidence_name == said.evidence:
        evidence = before.evidence
    return RecordVersion(
        record=fresh or (before.record if before else None),
        number=before.number + 1 if before else 1,
        activity=said.activity,
        role=said.role,
        given_name=said.given_name,
        family_name=said.family_name,
        email=said.email,
        organisation_name=said.organisation,
        organisation=record.organisations.get(said.employer),
        country=said.country,
        region=record.regions.get(said.region) if said.region else None,
        enrolled_on=said.enrolled_on,
        scheduled_minutes=said.scheduled_minutes,
        attended_minutes=said.attended_minutes,
        assessment=said.assessment,
        evidence_name=said.evidence,
        evidence=evidence,
        known_from=at,
        known_by=by,
    )
