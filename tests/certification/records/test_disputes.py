"""A file that claims what another project claims says so; a dispute is settled once, by administrators (R14)."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from certification.records import disputes as found_in
from certification.records import reading
from certification.records.actions import lift_refusals, settle_dispute
from certification.records.files import actions as files
from certification.records.models import ClaimRefusal, TrainingRecord
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.merging.actions import merge_people
from lms.people.models import Person
from tests.certification.records.test_files import looked_at, table, taken
from tests.factories.people import PersonFactory
from tests.factories.records import keep, row, said, write

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def by():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def ana():
    keep(said(project="P1"), said(project="P2"), at=AT)
    return Person.objects.get(identities__value="ana")


def settle(person, by, project="P1", reason="It paid.", at=AT):
    return settle_dispute(
        person=person, delivery="D1", project=project, reason=reason, by=by, at=at
    )


def told(job) -> tuple:
    return job.result["disputes"], job.result["rows_disputed"], job.result["disputed"]


@pytest.mark.parametrize("size", [1, 2, 500])
def test_r14_rows_that_make_a_dispute_say_so_before_and_after_they_are_taken(by, monkeypatch, size):
    for module in (reading, files):
        monkeypatch.setattr(module, "BATCH", size)
    keep(said(person_id="bo", project="P3"), at=AT)
    file = table(
        row(),
        row(project="P2"),
        row(project="P3", result_confirmed_at="2013-06-01T10:00:00+02:00"),
        row(project=""),
        row(person_id="bo"),
        row(person_id="cem"),
        row(person_id="cem", project="P2", result_confirmed_at=""),
    )

    look = looked_at(file, by)
    assert told(look) == (2, 3, [[3, ["P1"]], [4, ["P1", "P2"]], [6, ["P3"]]])
    assert look.result["mistakes"] == []
    assert told(taken(look, by)) == told(look)
    assert found_in.disputes().count() == 2
    assert told(looked_at(file, by)) == (0, 0, [])  # the same file again makes none


def test_r14_r1_a_row_under_another_identifier_of_the_same_person_is_disputed(by):
    keep(said(), said(person_id="anna", delivery="D9"), at=AT)
    ana, anna = (Person.objects.get(identities__value=name) for name in ("ana", "anna"))
    merge_people(absorbed=anna, kept=ana, reason="One.", by=by, at=AT)

    look = looked_at(table(row(person_id="anna", project="P2")), by)

    assert told(look) == (1, 1, [[2, ["P1"]]])


def test_r14_a_refused_claim_is_no_rival(ana, by):
    settle(ana, by)

    look = looked_at(table(row(project="P1", result_confirmed_at="2013-07-01T10:00:00Z")), by)
    assert told(look) == (0, 0, [])
    again = looked_at(table(row(project="P2", result_confirmed_at="2013-07-01T10:00:00Z")), by)
    assert told(again) == (1, 1, [[2, ["P1"]]])


def test_r14_the_command_says_which_rows_are_disputed(tmp_path):
    said = io.StringIO()
    path = write(tmp_path / "records.csv", [row(), row(project="P2")])
    call_command("import_records", str(path), stdout=said)

    assert "Row 3: disputed, as P1 claims the same training of this person." in said.getvalue()
    assert "Disputes between projects: 1 new." in said.getvalue()


def test_r14_settling_refuses_the_others_and_is_recorded(ana, by):
    (refusal,) = settle(ana, by, reason=" It paid. ")

    assert (refusal.record.project_code, refusal.in_favour_of) == ("P2", "P1")
    assert (refusal.reason, refusal.refused_by, refusal.refused_at) == ("It paid.", by, AT)
    assert Event.objects.filter(name="records.claim_refused", subject_id=refusal.pk).count() == 1
    back = {"person": ana, "delivery": "D1", "by": by}
    with pytest.raises(Refused, match="Say why"):
        lift_refusals(**back, reason=" ", at=AT + timedelta(days=1))
    assert lift_refusals(**back, reason=" Wrong. ", at=AT + timedelta(days=1)) == 1
    assert lift_refusals(**back, reason="Again.", at=AT + timedelta(days=2)) == 0
    refusal.refresh_from_db()
    assert (refusal.lifted_by, refusal.lifted_at) == (by, AT + timedelta(days=1))
    assert refusal.lift_reason == "Wrong."
    assert Event.objects.filter(name="records.refusal_lifted", subject_id=refusal.pk).count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"project": "P9"}, "not_claimed"),
        ({"reason": "  "}, "reason_missing"),
        ({"by": None}, "not_administrator"),
    ],
)
def test_r14_what_is_not_settled(ana, by, said, code):
    if "by" in said:
        said = {"by": PersonFactory(roles=["coordinator"])}

    with pytest.raises(Refused) as refusal:
        settle(ana, **{"by": by} | said)

    assert refusal.value.code == code
    assert not ClaimRefusal.objects.exists()


def test_r14_one_claim_is_no_dispute_and_only_administrators_undo(by):
    keep(said(), at=AT)
    ana = Person.objects.get(identities__value="ana")

    with pytest.raises(Refused, match="No other project") as refusal:
        settle(ana, by)
    assert refusal.value.code == "not_disputed"
    with pytest.raises(Refused):
        auditor = PersonFactory(roles=["auditor"])
        lift_refusals(person=ana, delivery="D1", reason="Wrong.", by=auditor, at=AT)


def test_r14_a_claim_that_arrives_later_makes_a_new_dispute(ana, by):
    settle(ana, by)
    keep(said(project="P3"), at=AT + timedelta(days=1))

    (dispute,) = found_in.disputes_at([(ana.pk, "D1")])

    assert (dispute.projects, dispute.is_disputed, dispute.is_settled) == (["P1", "P3"], True, True)
    settle(ana, by, at=AT + timedelta(days=2))
    assert ClaimRefusal.objects.standing().count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"in_favour_of": ""},
        {"lifted_at": AT + timedelta(days=1)},
        {"lifted_at": AT - timedelta(days=1), "lifted_by": True},
        {"lifted_at": None, "lifted_by": True},
    ],
)
def test_r14_the_database_keeps_refusals_whole(ana, by, change):
    values = {
        "record": TrainingRecord.objects.first(),
        "in_favour_of": "P2",
        "reason": "-",
        "refused_at": AT,
        "refused_by": by,
    }
    change = change | ({"lifted_by": by} if "lifted_by" in change else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimRefusal.objects.create(**values | change)

    ClaimRefusal.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimRefusal.objects.create(**values)
