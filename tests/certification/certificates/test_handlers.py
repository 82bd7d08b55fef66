"""From a passed test to the certificate, its document and the letter: each exactly once."""

import uuid
from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from certification.certificates.actions import issue_certificate
from certification.certificates.models import Certificate, StatusEvent
from certification.decisions.models import Decision
from certification.documents.actions import make_document
from certification.documents.models import Document
from courses.attempts.actions import submit_attempt
from lms.journal.models import Event
from lms.people.actions import change_name
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def pass_module(place, module, deliver_all) -> None:
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()


def stored(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


@pytest.fixture
def certificate(deliver_all) -> Certificate:
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    person = PersonFactory(first_name="Zoë", last_name="Žižka", email="zoe@example.org")
    place = enrolment(programme=programme, person=person)
    pass_module(place, modules_of(programme)[0], deliver_all)
    return Certificate.objects.get()


def test_a_passed_module_brings_one_certificate_document_and_letter(certificate, deliver_all):
    deliver_all()
    assert certificate.title == "Module certificate"
    assert certificate.current.statement.startswith("has passed the assessment of the module M1 ")
    assert [e.kind for e in certificate.status_events.all()] == [StatusEvent.Kind.GRANTED]
    assert Document.objects.count() == 1
    assert [letter.to for letter in mail.outbox] == [["zoe@example.org"]]
    assert certificate.number in mail.outbox[0].body


def test_everything_again_changes_nothing(certificate):
    decision = certificate.decision
    assert issue_certificate(decision=decision, by=None, at=AT) == certificate
    assert make_document(revision=certificate.current, at=AT) == Document.objects.get()
    assert Certificate.objects.count() == Document.objects.count() == 1


def test_a_sign_that_no_font_has_keeps_nobody_waiting(deliver_all):
    programme = programme_page()
    install(programme, ["M1", "M9"])
    person = PersonFactory(first_name="Ana 🎉", last_name="Pérez")
    pass_module(
        enrolment(programme=programme, person=person), modules_of(programme)[0], deliver_all
    )
    certificate = Certificate.objects.get()
    assert certificate.current.holder_name == "Ana 🎉 Pérez"
    assert len(PdfReader(BytesIO(stored(Document.objects.get()))).pages) == 1
    event = Event.objects.get(name="documents.document_made")
    assert event.payload["replaced"] == ["U+1F389"]


def test_the_manager_certificate_needs_all_modules(deliver_all):
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    pass_module(place, first, deliver_all)
    assert not Decision.objects.filter(type_code="cluster-excellence-manager").exists()
    pass_module(place, second, deliver_all)
    decision = Decision.objects.get(type_code="cluster-excellence-manager")
    assert decision.rule == f"cluster-excellence-manager, {programme.code} version 1"
    assert decision.evidence.count() == 2
    assert decision.certificate.current.scope_title == programme.title


def test_r41_a_new_name_does_not_change_a_certificate(certificate):
    person = certificate.person
    change_name(person=person, first_name="New", last_name="Name", by=person, at=AT)
    certificate.refresh_from_db()
    assert certificate.current.holder_name == "Zoë Žižka"


def test_the_pdf_is_tagged_accessible_and_leads_to_the_check(certificate):
    pdf = stored(Document.objects.get())
    reader = PdfReader(BytesIO(pdf))
    assert b"pdfuaid" in pdf
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "Module certificate: Zoë Žižka"
    text = reader.pages[0].extract_text()
    assert "Zoë Žižka" in text
    assert certificate.number in text
    links = [a.get_object()["/A"]["/URI"] for a in reader.pages[0]["/Annots"]]
    assert links == [f"http://127.0.0.1:8000/verify/{certificate.number}/"]


def test_a_name_cannot_become_markup(deliver_all):
    programme = programme_page()
    install(programme, ["M1", "M9"])
    person = PersonFactory(first_name="#pagebreak()", last_name="*bold* $x$ <script>")
    place = enrolment(programme=programme, person=person)
    pass_module(place, modules_of(programme)[0], deliver_all)
    reader = PdfReader(BytesIO(stored(Document.objects.get())))
    assert len(reader.pages) == 1
    assert "#pagebreak()" in reader.pages[0].extract_text()
