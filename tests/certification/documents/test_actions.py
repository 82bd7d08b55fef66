"""A document is made once, says so once, and is the same file again."""

import hashlib

import pytest

from certification.decisions.models import Decision
from certification.documents.actions import make_document
from certification.documents.models import Document
from lms.journal.models import Event
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.test_actions import grant, passed
from tests.factories.courses import AT, enrolment, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    place = enrolment(programme=programme_page())
    passed(place)
    return grant(place)


def test_a_document_is_made_once_and_its_event_has_its_hash(decision):
    revision = issue(decision).current
    document = make_document(revision=revision, at=AT)
    assert make_document(revision=revision, at=AT) == document
    with document.file.open("rb") as file:
        assert document.sha256 == hashlib.sha256(file.read()).hexdigest()
    event = Event.objects.get(name="documents.document_made")
    assert (event.subject_type, event.subject_id) == ("certification.document", document.pk)
    assert event.payload == {"sha256": document.sha256, "replaced": []}


def test_a_document_that_was_cut_off_after_its_file_is_the_same_file_again(decision):
    revision = issue(decision).current
    first = make_document(revision=revision, at=AT)
    Document.objects.all().delete()
    again = make_document(revision=revision, at=AT)
    assert (again.file.name, again.sha256) == (first.file.name, first.sha256)
