"""Somebody with a trace in every room, under a name that nobody else has."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from certification.records.files.actions import RECORDS, ask_for_look, ask_for_taking
from certification.records.rules import COLUMNS
from courses.attempts.actions import submit_attempt
from courses.enrolment.models import Invitation
from lms.notifications.models import Notification
from lms.people.actions import change_name, declare_conflict, give_consent, join_organisation
from lms.people.models import Consent, Person
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.deliveries import training
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import folder, row, take, take_projects

GIVEN, FAMILY, OTHER_FAMILY = "Zsofia", "Quellmann", "Vorher"
ADDRESS, IDENTIFIER = "zsofia.quell@example.org", "ident-quell-77"
MARKERS = (GIVEN, FAMILY, OTHER_FAMILY, ADDRESS, IDENTIFIER)
ERASED_AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
PAID = "2013-12-01"


def take_rows(path: Path, *, is_paid: bool = True) -> None:
    """Past trainings of the person and of somebody else, on one signed list of a project."""
    zone = "Europe/Madrid"
    paid = PAID if is_paid else "2025-06-30"
    take_projects(path, [("P1", "First", "2012-01-01", "2013-06-30", zone, paid)])
    own = {"person_id": IDENTIFIER, "given_name": GIVEN, "family_name": FAMILY, "email": ADDRESS}
    rows = [
        row(**own),
        row(**own, delivery="D2", role="instructor"),
        row(person_id="bo", given_name="Bo", family_name="Berg", email="bo@example.org"),
    ]
    take(path, rows, evidence=folder(path / "evidence"))


def somebody_everywhere(path: Path, deliver_all, *, is_paid: bool = True) -> Person:
    """A person from a file of past trainings who passed here too, holds a certificate, wrote, asked."""
    take_rows(path, is_paid=is_paid)
    deliver_all()
    person = Person.objects.get(email=ADDRESS)
    change_name(person=person, first_name=GIVEN, last_name=OTHER_FAMILY, by=person, at=AT)
    programme = programme_page()
    install(programme, ["M1"])
    place = enrolment(programme=programme, person=person)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=person, at=AT)
    deliver_all()
    person.refresh_from_db()
    change_name(person=person, first_name=GIVEN, last_name=FAMILY, by=person, at=AT)
    other = PersonFactory(first_name="Bo", last_name="Other")
    join_organisation(
        person=person, organisation=OrganisationFactory(), starts_on=AT.date(), by=None, at=AT
    )
    declare_conflict(person=person, other=other, kind="other", by=person, at=AT)
    give_consent(person=person, purpose=Consent.Purpose.REGISTER, text_version=1, by=person, at=AT)
    said = {"kind": "test", "subject": f"{GIVEN} {FAMILY} applied", "body": f"Write to {ADDRESS}"}
    Notification.objects.create(person=other, reference="1", state="kept", written_at=AT, **said)
    Invitation.objects.create(
        token=uuid.uuid4().hex,
        delivery=training(programme=programme),
        role="manager",
        email=ADDRESS,
        sent_at=AT,
        sent_by=other,
        expires_at=timezone.now(),
    )
    return person


def send_table(by: Person, deliver_all) -> None:
    """The same rows as a file that was sent in the browser, looked at, and taken."""
    said = row(person_id=IDENTIFIER, given_name=GIVEN, family_name=FAMILY, email=ADDRESS)
    lines = [",".join(COLUMNS), ",".join(said[name] for name in COLUMNS)]
    file = ContentFile("\n".join(lines).encode(), name=f"{FAMILY}.csv")
    look = ask_for_look(file=file, content=RECORDS, by=by, at=timezone.now())
    deliver_all()
    look.refresh_from_db()
    ask_for_taking(look=look, by=by, at=timezone.now())
    deliver_all()
