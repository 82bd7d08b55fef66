"""A document is made once, says so once, and is the same file again."""

import hashlib
import io
import json
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from certification.credentials.actions import sign_again
from certification.credentials.compact import read_claim
from certification.credentials.queries import credential_of
from certification.credentials.signing.did import did_document
from certification.credentials.signing.keys import (
    all_keys,
    key_by_id,
    make_key,
    mark_compromised,
)
from certification.decisions.models import Decision
from certification.documents import drawing
from certification.documents.actions import make_document, make_file_again
from certification.documents.keys import self_signed
from certification.documents.models import DesignVersion, Document
from certification.documents.queries import is_intact
from lms.errors import Refused
from lms.journal.models import Event
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.certification import certificate_of_a_passed_module
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


@pytest.fixture(params=[False, True], ids=["unsigned", "signed"])
def made(request, decision, settings, tmp_path) -> Document:
    if request.param:
        path = tmp_path / "seal.p12"
        path.write_bytes(self_signed(name="Example", password="", at=AT))
        settings.DOCUMENT_SIGNING_KEY = str(path)
    document = make_document(revision=issue(decision).current, at=AT)
    settings.DOCUMENT_SIGNING_KEY = ""  # what comes after needs no key
    assert bool(document.signature) is request.param
    return Document.objects.get()


def test_r41_a_lost_file_is_made_again_with_the_same_bytes(made):
    made.file.storage.delete(made.file.name)
    assert not is_intact(made)
    make_file_again(document=made)
    assert is_intact(made)


def test_a_damaged_file_is_found_and_made_again(made):
    with made.file.storage.open(made.file.name, "r+b") as file:
        file.seek(1000)
        file.write(b"x")
    assert not is_intact(made)
    with pytest.raises(CommandError, match="1 of 1 documents are lost or damaged"):
        call_command("check_documents")
    call_command("check_documents", make_again=True)
    assert is_intact(made)


def test_a_file_that_would_come_out_otherwise_is_refused_and_not_written(made, monkeypatch):
    made.file.storage.delete(made.file.name)
    monkeypatch.setattr(drawing, "STANDARDS", ["a-3b"])  # as after an update of what draws
    with pytest.raises(Refused) as refusal:
        make_file_again(document=made)
    assert refusal.value.code == "document_differs"
    assert made.revision.certificate.number in refusal.value.sentence
    assert not made.file.storage.exists(made.file.name)
    with pytest.raises(CommandError):
        call_command("check_documents", make_again=True)


def test_the_design_that_ships_is_kept_once(decision):
    document = make_document(revision=issue(decision).current, at=AT)
    Document.objects.all().delete()
    again = make_document(revision=document.revision, at=AT)
    assert DesignVersion.objects.get() == again.design == document.design
    assert (document.design.design, document.design.number) == (None, 1)


def test_it_carries_the_credential_as_signed_and_a_code_that_verifies(deliver_all):
    certificate = certificate_of_a_passed_module(deliver_all)
    revision = certificate.current
    document = Document.objects.get()
    with document.file.open("rb") as file:
        pdf = file.read()
    text = credential_of(revision).text
    assert PdfReader(io.BytesIO(pdf)).attachments == {"credential.json": [text.encode()]}
    assert json.loads(text)["proof"]
    page = pdfium.PdfDocument(pdf)[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    claim = read_claim(code.text, did_document(all_keys()))
    assert (claim.number, claim.holder) == (certificate.number, revision.holder_name)


def test_a_further_credential_of_another_key_changes_no_document(deliver_all, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    make_key(at=AT)
    certificate_of_a_passed_module(deliver_all)
    before = Document.objects.get()
    make_key(at=AT + timedelta(days=1))
    mark_compromised(key=key_by_id(before.credential.key_id), since=AT)
    sign_again(credential=before.credential, by=None, at=AT)
    deliver_all()
    document = Document.objects.get()
    assert (document.credential, document.sha256) == (before.credential, before.sha256)
    document.file.storage.delete(document.file.name)
    make_file_again(document=document)
    assert is_intact(document)
