"""How it stands with a document: waiting, late, ready, lost."""

import pytest

from certification.certificates.models import CertificateRevision
from certification.credentials.actions import issue_credential
from certification.documents.actions import make_document
from certification.documents.queries import PATIENCE, DocumentState, document_of
from lms.journal.models import Dispatch
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.courses import AT, enrolment, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> CertificateRevision:
    place = enrolment(programme=programme_page())
    passed(place)
    return issue(grant(place)).current


@pytest.mark.parametrize("handler", ["credentials.issue", "documents.make"])
def test_a_document_waits_then_is_late_then_is_ready(revision, handler):
    duty = Dispatch.objects.filter(handler=handler)
    if handler == "documents.make":
        issue_credential(revision=revision, by=None, at=AT)
        Dispatch.objects.filter(handler="credentials.issue").update(done_at=AT)
    assert duty.count() == 1
    assert document_of(revision) == (DocumentState.WAITING, None)
    duty.update(tries=PATIENCE - 1)
    assert document_of(revision) == (DocumentState.WAITING, None)
    duty.update(tries=PATIENCE)
    assert document_of(revision) == (DocumentState.LATE, None)
    made = make_document(revision=revision, at=AT)
    assert document_of(revision) == (DocumentState.READY, made)


def test_a_document_is_lost_when_nobody_makes_it_or_its_file_is_gone(revision):
    Dispatch.objects.update(done_at=AT)
    assert document_of(revision) == (DocumentState.LOST, None)
    made = make_document(revision=revision, at=AT)
    made.file.storage.delete(made.file.name)
    assert document_of(revision) == (DocumentState.LOST, None)
