"""The hash chain finds what somebody changes in the database, and names it."""

import os
import random
import uuid
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from certification.certificates.models import Certificate, StatusEvent
from certification.decisions.models import Decision, DecisionEvidence
from courses.attempts.actions import submit_attempt
from lms.journal import check
from lms.journal.actions import record_event, seal_events, seal_everything
from lms.journal.facts import covered
from lms.journal.models import Event, Seal, SealedEvent
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db
EDITS = int(os.environ.get("DAMAGED_ROWS", "60"))
PARTS = {
    StatusEvent: lambda row: ("certification.certificate", row.certificate_id),
    DecisionEvidence: lambda row: ("certification.decision", row.decision_id),
}


@pytest.fixture
def sealed(deliver_all):
    """Three people with their certificates, in seals of a few events each."""
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    for module in (0, 1, 0):
        place = enrolment(programme=programme)
        attempt = answered_attempt(enrolment=place, module=modules_of(programme)[module])
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
        deliver_all()
        seal_events(at=AT)
    assert Certificate.objects.count() == Seal.objects.count() == 3
    assert list(check.problems()) == []


@contextmanager
def undone():
    with transaction.atomic():
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA defer_foreign_keys=ON")
        yield
        transaction.set_rollback(True)


def named() -> set[tuple[str, int]]:
    return {(problem.table, problem.key) for problem in check.problems()}


def names_of(row: models.Model) -> set[tuple[str, int]]:
    """What must be named when this row is damaged: itself, or what it belongs to."""
    if isinstance(row, SealedEvent):
        return {("lms.event", row.event_id), ("lms.seal", row.seal_id)}
    part_of = PARTS.get(type(row))
    return {part_of(row) if part_of else (row._meta.label_lower, row.pk)}


def other(value, rng):
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case uuid.UUID():
            return uuid.UUID(int=rng.getrandbits(128))
        case dict():
            return value | {"more": 1}
        case None:
            return None
        case _:
            text = str(value)
            return chr(ord(text[0]) ^ 1) + text[1:] if text else "x"


def damage(row: models.Model, rng: random.Random) -> str:
    """Change, take away or double the row past the application; what was done, or nothing."""
    manager = type(row)._base_manager
    match rng.choice(["change", "change", "change", "delete", "double"]):
        case "change":
            field = rng.choice(row._meta.concrete_fields)
            value = getattr(row, field.attname)
            changed = other(value, rng)
            if field.primary_key or changed == value:
                return ""
            manager.filter(pk=row.pk).update(**{field.attname: changed})
            return f"{field.attname} of {row!r}"
        case "delete":
            manager.filter(pk=row.pk)._raw_delete("default")
            return f"{row!r} taken away"
        case _:
            row.pk = None
            for field in row._meta.concrete_fields:
                if field.unique and not field.primary_key:
                    setattr(row, field.attname, other(getattr(row, field.attname), rng))
            row.save(force_insert=True)
            return f"{row!r} added"


def test_every_damaged_row_is_found_and_named(sealed):
    rng = random.Random(os.environ.get("DAMAGE_SEED", "2013"))
    tables = [Event, Seal, SealedEvent, *PARTS, *covered()]
    rows = [row for table in tables for row in table._base_manager.all()]
    done = 0
    while done < EDITS:
        chosen = rng.choice(rows)
        row = type(chosen)._base_manager.get(pk=chosen.pk)
        expected = names_of(row)
        with undone():
            try:
                with transaction.atomic():
                    what = damage(row, rng)
            except (IntegrityError, OverflowError):
                continue
            if what:
                done += 1
                moved = type(row)._base_manager.filter(pk=row.pk).first() or row
                assert named() & (expected | names_of(moved)), what
    assert named() == set()


def test_what_is_recorded_later_is_sealed_later_and_no_damage(sealed):
    certificate = Certificate.objects.first()
    StatusEvent.objects.create(
        certificate=certificate,
        kind="suspended",
        effective_on=AT.date(),
        decided_on=AT.date(),
        reason="of the test",
        recorded_at=AT,
    )
    record_event(name="certificates.suspended", subject=certificate, by=None, at=AT)
    assert named() == set()
    assert seal_everything(at=AT) == 1
    assert named() == set()


def test_an_event_that_somebody_else_wrote_is_never_sealed(sealed):
    said = {"name": "x", "subject_type": "certification.decision", "at": AT, "mac": "0" * 64}
    forged = Event.objects.create(subject_id=Decision.objects.first().pk, **said)
    assert seal_events(at=AT) is None
    assert named() == {("lms.event", forged.pk)}


def test_events_outlive_a_change_of_the_secret(sealed, settings):
    with undone():
        record_event(name="x", subject=Decision.objects.first(), by=None, at=AT)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
        assert named() == set()
        assert seal_events(at=AT).size == 1
        settings.SECRET_KEY_FALLBACKS = []
        assert named() == set()


def test_the_command_names_the_first_damaged_row_and_fails(sealed):
    well = StringIO()
    call_command("check_facts", stdout=well)
    last = Seal.objects.last()
    assert last.chained in well.getvalue()
    call_command("check_facts", seal=last.number, hash=last.chained, stdout=well)

    Certificate.objects.filter(pk=Certificate.objects.first().pk).update(title="Else")
    damaged = StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("check_facts", stdout=damaged)
    assert damaged.getvalue().startswith("certification.certificate ")


def test_a_chain_made_anew_has_not_the_hash_that_was_kept(sealed):
    kept = Seal.objects.last()
    Certificate.objects.update(title="Something else")
    SealedEvent.objects.all().delete()
    Seal.objects.all().delete()
    seal_everything(at=AT)
    assert named() == set()
    with pytest.raises(CommandError):
        call_command("check_facts", seal=kept.number, hash=kept.chained, stdout=StringIO())
