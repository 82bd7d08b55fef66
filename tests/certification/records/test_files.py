"""Past trainings sent in the browser: looked at first, then taken; evidence sent for them."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.counts import queries
from certification.counts.rules import Filters
from certification.counts.shipped import install_shipped_rules
from certification.records import reading
from certification.records.actions import attach_evidence, keep_projects
from certification.records.files import actions
from certification.records.models import RecordEvidence, RecordVersion, TrainingRecord
from certification.records.rules import COLUMNS
from courses.deliveries.models import Project
from lms.errors import Refused
from lms.jobs.actions import take_step
from lms.jobs.models import Job
from lms.people.models import Person
from tests.factories.people import PersonFactory
from tests.factories.records import PROJECTS, row

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILES = reverse("records:files")
GOOD, WRONG = row(person_id="bo", evidence="b.pdf"), row(person_id="cem", role="king")
NOWHERE = row(person_id="dora", project="UNKNOWN", evidence="")


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def table(*rows: dict, columns=COLUMNS) -> ContentFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return ContentFile(text.getvalue().encode(), name="records.csv")


def worked(job: Job) -> Job:
    while job.finished_at is None:
        job = take_step(job=job, at=AT)
    return job


def looked_at(file: ContentFile, by: Person, content: str = actions.RECORDS) -> Job:
    return worked(actions.ask_for_look(file=file, content=content, by=by, at=AT))


def taken(look: Job, by: Person) -> Job:
    return worked(actions.ask_for_taking(look=look, by=by, at=AT))


def numbers(job: Job) -> tuple[int, ...]:
    names = ("rows", "new", "corrected", "unchanged", "unevidenced", "rows_with_mistakes")
    return tuple(job.result[name] for name in names)


def test_to_look_writes_nothing_and_says_what_taking_will_do(administrator):
    people = Person.objects.count()
    look = looked_at(table(row(), GOOD, WRONG, NOWHERE), administrator)
    assert numbers(look) == (4, 3, 0, 0, 3, 1)
    assert look.result["mistakes"] == [[4, "role", "One of: manager, instructor."]]
    assert look.result["unknown_projects"] == {"P1": 2, "UNKNOWN": 1}
    assert (TrainingRecord.objects.count(), Person.objects.count()) == (0, people)

    done = taken(look, administrator)
    assert numbers(done) == numbers(look)
    assert TrainingRecord.objects.get(project_code="UNKNOWN").person.last_name == "Example"
    assert RecordVersion.objects.count() == 3


def test_the_same_file_twice_changes_nothing_and_a_mended_row_is_taken(administrator):
    taken(looked_at(table(row(), WRONG), administrator), administrator)
    again = looked_at(table(row(), WRONG | {"role": "manager"}), administrator)
    assert numbers(again) == (2, 1, 0, 1, 2, 0)
    taken(again, administrator)
    third = looked_at(table(row(), WRONG | {"role": "manager"}), administrator)
    assert numbers(third)[1:4] == (0, 0, 2)
    assert RecordVersion.objects.count() == 2


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_long_files_are_worked_in_steps_and_none_is_left_out(administrator, monkeypatch, count):
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(actions, "BATCH", 2)
    rows = [row(person_id=f"p{number}") for number in range(count)]
    job = actions.ask_for_look(file=table(*rows), content=actions.RECORDS, by=administrator, at=AT)
    job = take_step(job=job, at=AT)
    assert job.done == min(count, 2)
    look = worked(job)
    assert numbers(look)[:2] == (count, count)
    taking = actions.ask_for_taking(look=look, by=administrator, at=AT)
    assert actions.ask_for_taking(look=look, by=administrator, at=AT) == taking
    assert worked(taking).done == count
    assert TrainingRecord.objects.count() == count


def test_projects_are_looked_at_and_taken(administrator):
    values = ("P1", "First", "2012-01-01", "2013-06-30", "Europe/Brussels", "")
    file = table(dict(zip(PROJECTS, values, strict=True)), columns=PROJECTS)
    look = looked_at(file, administrator, actions.PROJECTS)
    assert (look.result["new"], Project.objects.count()) == (1, 0)
    taken(look, administrator)
    assert Project.objects.get().code == "P1"


def test_r64_evidence_that_is_sent_later_turns_a_claim_into_a_count(administrator):
    install_shipped_rules(at=AT)
    keep_projects(
        file=table(
            dict(
                zip(
                    PROJECTS,
                    ("P1", "First", "2012-01-01", "2013-06-30", "Europe/Brussels", ""),
                    strict=True,
                )
            ),
            columns=PROJECTS,
        ),
        by=None,
        at=AT,
    )
    taken(looked_at(table(row(), GOOD), administrator), administrator)

    def counted() -> tuple[int, int]:
        asked = queries.rule_of("esf"), Filters(project="P1")
        figures = (
            way(*asked, as_of=date(2026, 3, 2)).count()
            for way in (queries.trained, queries.claimed)
        )
        return tuple(figures)

    assert counted() == (0, 2)
    file = SimpleUploadedFile("list.pdf", b"signed")
    assert actions.keep_sent_evidence(files=[file], by=administrator, at=AT) == (1, 1)
    assert counted() == (1, 2)
    again = SimpleUploadedFile("list.pdf", b"signed")
    assert actions.keep_sent_evidence(files=[again], by=administrator, at=AT) == (1, 0)
    assert attach_evidence(evidence=list(RecordEvidence.objects.all()), by=None, at=AT) == 0
    assert numbers(looked_at(table(row(), GOOD), administrator))[3] == 2


def test_evidence_is_refused_as_a_whole(administrator):
    files = [SimpleUploadedFile("a.pdf", b"signed"), SimpleUploadedFile("b.pdf", b"")]
    with pytest.raises(Refused, match=r"“b.pdf” is empty"):
        actions.keep_sent_evidence(files=files, by=administrator, at=AT)
    with pytest.raises(Refused, match="at most 100"):
        actions.keep_sent_evidence(files=files[:1] * 101, by=administrator, at=AT)
    assert not RecordEvidence.objects.exists()


def test_only_administrators_take(administrator):
    other = PersonFactory(roles=["officer"])
    look = looked_at(table(row()), administrator)
    with pytest.raises(Refused):
        actions.ask_for_look(file=table(row()), content=actions.RECORDS, by=other, at=AT)
    with pytest.raises(Refused):
        actions.ask_for_taking(look=look, by=other, at=AT)
    with pytest.raises(Refused):
        actions.keep_sent_evidence(files=[], by=other, at=AT)


def test_a_file_that_is_no_table_says_so(administrator, client_of, deliver_all):
    client = client_of(administrator)
    file = SimpleUploadedFile("list.csv", b"given;family\nA;B\n")
    answer = client.post(FILES, {"content": "records", "file": file}, follow=True)
    deliver_all()
    shown = client.get(answer.redirect_chain[-1][0]).content.decode()
    assert "The file cannot be read" in shown
    assert "Columns are missing" in shown
    empty = client.post(FILES, {"content": "records", "file": SimpleUploadedFile("a.csv", b"")})
    assert empty.status_code == 422


def test_the_pages_lead_from_the_file_to_the_record(administrator, client_of, deliver_all):
    client = client_of(administrator)
    file = SimpleUploadedFile("records.csv", table(row(), WRONG).read())
    address = client.post(FILES, {"content": "records", "file": file}).url
    assert "being looked at" in client.get(address).content.decode()
    deliver_all()
    shown = client.get(address).content.decode()
    assert "Take 1 row" in shown
    assert "One of: manager, instructor." in shown
    client.post(address)
    deliver_all()
    assert "is on record" in client.get(address).content.decode()
    assert "list.pdf" in client.get(FILES).content.decode()
    sent = {"files": [SimpleUploadedFile("list.pdf", b"signed")]}
    answer = client.post(reverse("records:evidence"), sent, follow=True)
    assert "1 record has its evidence now." in answer.content.decode()
    assert RecordVersion.objects.standing().get().evidence is not None
