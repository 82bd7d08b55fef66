"""Many certificates as a ZIP: who may, what is in it, and that it never fills the memory."""

import csv
import hashlib
import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from certification.certificates.models import Certificate
from certification.decisions.models import Decision
from certification.documents import drawing
from certification.documents.archives import actions
from certification.documents.archives.actions import LASTS, ask_for_archive
from certification.documents.archives.queries import Wanted
from certification.documents.archives.zipping import zipped
from certification.documents.models import Document
from courses.deliveries.models import Coordination, SessionRole
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.models import Event
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.certification import install
from tests.factories.counts import project
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = programme_page()
    install(programme, ["M1", "M9"])
    return programme


@pytest.fixture
def delivery(programme):
    return training(
        programme=programme, lead=trainer_of(programme), project=project("P1", AT.date(), AT.date())
    )


@pytest.fixture
def documents(programme, delivery, deliver_all):
    """One of a participant of the delivery, one of somebody else."""
    for place in (participant(delivery), enrolment(programme=programme)):
        passed(place)
        grant(place)
    deliver_all()
    return list(Document.objects.order_by("pk"))


@pytest.fixture
def officer():
    return PersonFactory(roles=["officer"])


def taken(client, job: Job) -> ZipFile:
    answer = client.get(reverse("documents:take_archive", args=[job.uid]))
    assert answer["Content-Type"] == "application/zip"
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def index_of(archive: ZipFile) -> list[dict]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_an_officer_asks_watches_and_takes_all(client_of, officer, documents, deliver_all):
    client = client_of(officer)
    answer = client.post(reverse("documents:archives"))
    job = Job.objects.get(kind="documents.archive")
    assert answer.url == reverse("documents:archive", args=[job.uid])
    assert "0 of 2" in client.get(answer.url).content.decode()
    assert client.get(reverse("documents:take_archive", args=[job.uid])).status_code == 302
    deliver_all()
    assert "The ZIP is ready" in client.get(answer.url).content.decode()
    archive = taken(client, job)
    assert archive.testzip() is None
    rows = index_of(archive)
    assert len(rows) == 2 == len(archive.namelist()) - 1
    for row in rows:
        document = Document.objects.get(revision__certificate__number=row["number"])
        content = archive.read(row["file"])
        assert hashlib.sha256(content).hexdigest() == row["SHA-256"] == document.sha256
        assert row["holder"] == document.revision.holder_name
    event = Event.objects.get(name="documents.archive_taken")
    assert (event.by, event.payload["documents"]) == (officer, 2)


def test_who_leads_the_delivery_takes_those_of_it(client_of, delivery, documents, deliver_all):
    client = client_of(SessionRole.objects.filter(session__delivery=delivery).first().person)
    page = reverse("documents:delivery_archives", args=[delivery.uid])
    assert client.get(page).status_code == 200
    client.post(page)
    deliver_all()
    job = Job.objects.get(kind="documents.archive")
    assert [row["number"] for row in index_of(taken(client, job))] == [
        documents[0].revision.certificate.number
    ]
    assert client.get(reverse("documents:archives")).status_code == 404
    client = client_of(PersonFactory(roles=["officer"]))
    assert client.get(reverse("documents:archive", args=[job.uid])).status_code == 404


def test_who_pays_for_it_may_and_a_stranger_may_not(client_of, delivery, documents):
    page = reverse("documents:delivery_archives", args=[delivery.uid])
    stranger = PersonFactory()
    assert client_of(stranger).get(page).status_code == 404
    with pytest.raises(Refused) as refusal:
        ask_for_archive(wanted=Wanted(delivery=delivery), by=stranger, at=AT)
    assert refusal.value.code == "archive_not_yours"
    Coordination.objects.create(project=delivery.project, person=stranger)
    assert client_of(stranger).get(page).status_code == 200


def test_who_may_not_any_more_cannot_take_it(client_of, delivery, documents, deliver_all):
    person = PersonFactory()
    Coordination.objects.create(project=delivery.project, person=person)
    job = ask_for_archive(wanted=Wanted(delivery=delivery), by=person, at=AT)
    deliver_all()
    Coordination.objects.all().delete()
    answer = client_of(person).get(reverse("documents:take_archive", args=[job.uid]))
    assert answer.status_code == 404


def test_the_same_again_is_the_same_zip_and_what_is_granted_later_is_in_a_later_one(
    officer, programme, documents, deliver_all
):
    job = ask_for_archive(wanted=Wanted(), by=officer, at=AT)
    assert ask_for_archive(wanted=Wanted(), by=officer, at=AT) == job
    place = enrolment(programme=programme)
    passed(place)
    grant(place)
    deliver_all()
    assert len(job.about["documents"]) == 2
    later = ask_for_archive(wanted=Wanted(), by=officer, at=AT)
    assert (later == job, len(later.about["documents"])) == (False, 3)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (lambda day, kind: Wanted(since=day, until=day), 2),
        (lambda day, kind: Wanted(since=day + timedelta(days=1)), 0),
        (lambda day, kind: Wanted(until=day - timedelta(days=1)), 0),
        (lambda day, kind: Wanted(type=kind), 2),
        (lambda day, kind: Wanted(type=(kind[0], "another")), 0),
    ],
)
def test_days_are_inclusive_and_a_type_is_one_by_its_codes(officer, documents, wanted, count):
    certificate = Certificate.objects.first()
    kind = Decision.objects.first().certificate_type
    codes = (certificate.scheme_version.scheme.code, kind.code)
    asked = wanted(certificate.issued_on, codes)
    if count:
        job = ask_for_archive(wanted=asked, by=officer, at=AT)
        assert job.total == count
    else:
        with pytest.raises(Refused, match="No certificate"):
            ask_for_archive(wanted=asked, by=officer, at=AT)


def test_more_than_can_be_taken_is_refused(officer, documents, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(Refused, match="More than 1"):
        ask_for_archive(wanted=Wanted(), by=officer, at=AT)


def test_a_lost_file_is_made_again_and_one_that_cannot_be_is_named(
    client_of, officer, documents, deliver_all, monkeypatch
):
    lost, other = documents
    lost.file.storage.delete(lost.file.name)
    job = ask_for_archive(wanted=Wanted(), by=officer, at=AT)
    deliver_all()
    client = client_of(officer)
    assert len(taken(client, job).namelist()) == 3
    lost.file.storage.delete(lost.file.name)
    monkeypatch.setattr(drawing, "STANDARDS", ["a-3b"])
    job = ask_for_archive(wanted=Wanted(), by=officer, at=AT + timedelta(days=1))
    deliver_all()
    number = lost.revision.certificate.number
    assert number in client.get(reverse("documents:archive", args=[job.uid])).content.decode()
    rows = {row["number"]: row["file"] for row in index_of(taken(client, job))}
    assert rows[number] == ""
    assert rows[other.revision.certificate.number].endswith(".pdf")


def test_the_progress_moves_step_by_step(officer, documents, monkeypatch):
    monkeypatch.setattr(actions, "STEP", 1)
    job = ask_for_archive(wanted=Wanted(), by=officer, at=AT)
    first = actions.ready_some(job)
    assert (first.done, first.total, first.is_finished) == (1, 2, False)
    job.done, job.result = first.done, first.result
    second = actions.ready_some(job)
    assert (second.done, second.is_finished) == (2, True)


def test_after_a_week_it_is_gone(client_of, officer, documents, deliver_all):
    job = ask_for_archive(wanted=Wanted(), by=officer, at=AT)
    deliver_all()
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - LASTS)
    client = client_of(officer)
    assert client.get(reverse("documents:take_archive", args=[job.uid])).status_code == 404
    page = client.get(reverse("documents:archive", args=[job.uid])).content.decode()
    assert "not there any more" in page


def test_one_piece_of_one_document_is_in_memory_at_a_time(documents):
    document = documents[0]
    size = 5_000_000
    document.file.save("large.pdf", ContentFile(b"x" * size), save=False)
    pieces = [len(piece) for piece in zipped([document], [])]
    assert sum(pieces) > size
    assert max(pieces) < 100_000


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_the_same_however_many_zips_there_are(
    client_of, officer, documents, count, django_assert_num_queries
):
    for day in range(count):
        ask_for_archive(wanted=Wanted(), by=officer, at=AT + timedelta(days=day))
    client = client_of(officer)
    client.get(reverse("documents:archives"))
    with django_assert_num_queries(6):
        client.get(reverse("documents:archives"))
