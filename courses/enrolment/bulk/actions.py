"""Checks files of people row by row, and enrols all of them or nobody."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.deliveries.actions import allow_correction
from courses.deliveries.models import Delivery
from courses.enrolment.actions.joining import ROLE_OF, Kind
from courses.enrolment.bulk import queries, rules
from courses.enrolment.bulk.queries import Record
from courses.enrolment.bulk.reading import rows_of
from courses.enrolment.bulk.rules import Reading, Said, Seen
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.enrolment.queries import places_taken
from courses.enrolment.rules import free_places
from lms.batches import in_batches
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.journal.actions import record_event, record_events
from lms.people.actions import join_organisations, register_organisation, register_people
from lms.people.models import Membership, Person
from lms.tables import MOST_BYTES


@dataclass(frozen=True)
class Writing:
    """Into which delivery, by whom, when and why people are written."""

    delivery: Delivery
    by: Person
    at: datetime
    reason: str


CHECK, ENROL = "enrolment.check file", "enrolment.enrol file"
CHECKED_IN_A_STEP = 2_000
BATCH = 500
MOST_LISTED = 300


def ask_for_check(*, delivery: Delivery, file: File, by: Person, at: datetime) -> Job:
    """Keep a file and have its rows checked; nobody is enrolled by it."""
    if not file.size:
        raise Refused("empty", _("The file is empty."))
    if file.size > MOST_BYTES:
        raise Refused("too_large", _("A file has at most 10 MB."))
    return ask_for_job(
        key=f"{CHECK} {uuid.uuid4()}",
        kind=CHECK,
        about={"delivery": delivery.pk},
        file=file,
        by=by,
        at=at,
    )


def ask_for_enrolment(*, check: Job, by: Person, at: datetime, reason: str = "") -> Job:
    """Have everybody in a checked file enrolled; once for each check.

    Refused while the check goes on, and when it found a mistake.
    """
    if not check.has_succeeded or check.result["errors_count"]:
        raise Refused(
            "not_checked", _("Mend the rows with mistakes first, and send the file again.")
        )
    return ask_for_job(
        key=f"{ENROL} {check.uid}",
        kind=ENROL,
        about={**check.about, "check": str(check.uid), "reason": reason.strip()},
        total=check.total,
        by=by,
        at=at,
    )


def check_some_rows(*, job: Job, delivery: Delivery) -> Progress:
    """Check the next rows of the file; what they say is compared with all rows before."""
    result = job.result or {
        "new": 0,
        "known": 0,
        "unchanged": 0,
        "errors": [],
        "errors_count": 0,
        "suspected": [],
        "suspected_count": 0,
    }
    seen, barred, checked = Seen(), queries.barred_from(delivery), 0
    with job.file.open("rb") as file:
        total = job.total or sum(1 for _each in rows_of(file))
        if not total:
            raise Refused("empty", _("The file has no rows."))
        readings = _readings(file, delivery)
        for reading in islice(readings, job.done):
            seen.note(reading)
        for batch in in_batches(islice(readings, CHECKED_IN_A_STEP), BATCH):
            record = _checked(batch, delivery, seen, barred)
            _tally(result, batch, record)
            checked += len(batch)
    done = job.done + checked
    if done >= total:
        room = free_places(delivery.capacity, places_taken(delivery))
        result["waiting"] = max(0, result["new"] + result["known"] - room)
    return Progress(done, total, done >= total, result)


def _readings(file: IO[bytes] | File, delivery: Delivery) -> Iterator[Reading]:
    role = ROLE_OF[delivery.kind]
    return (rules.read_row(row, role) for row in rows_of(file))


def _checked(
    batch: Sequence[Reading], delivery: Delivery, seen: Seen, barred: dict[int, str]
) -> Record:
    record = queries.record_of(delivery, batch)
    for reading in batch:
        seen.note(reading)
        queries.check(reading, record, barred)
    return record


def _tally(result: dict[str, Any], batch: Sequence[Reading], record: Record) -> None:
    for reading in batch:
        number = reading.said.number
        if reading.errors:
            result["errors_count"] += 1
            result["errors"].append([number, " ".join(reading.errors)])
        else:
            result[record.outcome(reading.said)] += 1
        if reading.suspicions:
            result["suspected_count"] += 1
            result["suspected"].append([number, " ".join(reading.suspicions)])
    result["errors"] = result["errors"][:MOST_LISTED]
    result["suspected"] = result["suspected"][:MOST_LISTED]


@transaction.atomic
def enrol_file(
    *, delivery: Delivery, file: IO[bytes] | File, by: Person, at: datetime, reason: str = ""
) -> dict[str, int]:
    """Enrol everybody whom a file names, or nobody; the same file again changes nothing.

    New people and organisations are registered (nobody is merged, R2); region, country and project
    are kept as the row says (R13, R21). Who finds no free place waits, in the order of the file.
    Refused for the first row with a mistake, before the delivery is open, when it is cancelled, and
    when it is closed without a reason (R27). Records `enrolment.file_enrolled`, and for each person
    what `join_delivery` records.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    if delivery.opened_at is None:
        raise Refused("not_open", _("This delivery is not open for enrolment yet."))
    seen, barred = Seen(), queries.barred_from(delivery)
    room = free_places(delivery.capacity, places_taken(delivery))
    counts: Counter[str] = Counter()
    writing = Writing(delivery, by, at, reason)
    for batch in in_batches(_readings(file, delivery), BATCH):
        record = _checked(batch, delivery, seen, barred)
        _refuse_mistakes(batch)
        counts.update(record.outcome(each.said) for each in batch)
        kinds = _enrol_batch(writing, [each.said for each in batch], record, room)
        counts.update(kinds)
        room -= kinds[Kind.ENROLLED]
    said = {str(key): number for key, number in counts.items()}
    record_event(name="enrolment.file_enrolled", subject=delivery, by=by, at=at, payload=said)
    return said


def _refuse_mistakes(batch: Sequence[Reading]) -> None:
    for reading in batch:
        if reading.errors:
            said = {"number": reading.said.number, "errors": " ".join(reading.errors)}
            raise Refused("row_failed", _("Row %(number)s: %(errors)s Nobody was enrolled.") % said)


def _enrol_batch(
    writing: Writing, batch: Sequence[Said], record: Record, room: int
) -> Counter[str]:
    """How many were enrolled, and how many wait."""
    joining = [each for each in batch if record.outcome(each) != rules.UNCHANGED]
    _register_new(writing, joining, record)
    places = _places(writing, joining, record)
    steps = [
        EnrolmentStep(
            enrolment=place,
            kind=Kind.ENROLLED if number < room else Kind.WAITING,
            reason=writing.reason,
            at=writing.at,
            by=writing.by,
        )
        for number, place in enumerate(places)
    ]
    made = EnrolmentStep.objects.bulk_create(steps)
    for kind in (Kind.ENROLLED, Kind.WAITING):
        record_events(
            name="enrolment.step_taken",
            subjects=[step for step in made if step.kind == kind],
            by=writing.by,
            at=writing.at,
            payload={"kind": str(kind)},
        )
    return Counter(str(step.kind) for step in made)


def _register_new(writing: Writing, joining: Sequence[Said], record: Record) -> None:
    """People and organisations that are not on record, and who works where from today on."""
    for said in joining:
        if record.employer(said) is None:
            region = record.regions.get(said.region) if said.region else None
            made = register_organisation(
                name=said.organisation,
                country=said.country,
                region=region,
                by=writing.by,
                at=writing.at,
            )
            record.organisations[said.employer] = [made]
    new = [
        Person(email=said.email, first_name=said.given_name, last_name=said.family_name)
        for said in joining
        if said.email not in record.people
    ]
    record.people |= {
        person.email: person for person in register_people(people=new, by=writing.by, at=writing.at)
    }
    pairs = [
        (record.people[said.email], record.organisations[said.employer][0]) for said in joining
    ]
    today = writing.at.date()
    current = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        starts_on__lte=today,
        person__in=[person for person, _organisation in pairs],
    )
    known = set(current.values_list("person", "organisation"))
    further = [pair for pair in pairs if (pair[0].pk, pair[1].pk) not in known]
    join_organisations(pairs=further, starts_on=today, by=writing.by, at=writing.at)


def _places(writing: Writing, joining: Sequence[Said], record: Record) -> list[Enrolment]:
    """In the order of the file; who applied or was invited has a place already."""
    new = {}
    for said in joining:
        person, employer = record.people[said.email], record.organisations[said.employer][0]
        if person.pk in record.places:
            continue
        region = record.regions.get(said.region) if said.region else employer.region
        new[person.pk] = Enrolment(
            person=person,
            delivery=writing.delivery,
            programme_id=writing.delivery.programme_id,
            role=said.role,
            project=record.projects.get(said.project),
            organisation=employer,
            region=region,
            country=said.country,
            enrolled_at=writing.at,
        )
    made = Enrolment.objects.bulk_create(new.values())
    record_events(name="enrolment.enrolled", subjects=made, by=writing.by, at=writing.at)
    all_places = record.places | {place.person_id: place for place in made}
    return [all_places[record.people[said.email].pk] for said in joining]
