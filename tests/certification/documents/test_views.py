"""The document is for its holder; a page says how it stands while it is being made."""

import pytest
from django.urls import reverse

from certification.certificates.models import Certificate
from certification.documents.models import Document
from lms.journal.models import Dispatch
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def certificate(deliver_all) -> Certificate:
    return certificate_of_a_passed_module(deliver_all)


def test_the_document_is_for_its_holder(client, client_of, certificate):
    url = reverse("documents:document", args=[certificate.number])
    assert client.get(url).status_code == 302
    assert client_of(PersonFactory()).get(url).status_code == 404
    page = client_of(certificate.person).get(url)
    assert page["Content-Type"] == "application/pdf"
    assert b"".join(page.streaming_content).startswith(b"%PDF-")


def document(client, number, **headers):
    page = client.get(f"/certificates/{number}/document.pdf", headers=headers)
    if page.streaming:
        b"".join(page.streaming_content)  # reading to the end closes the file
    return page


def test_the_document_is_not_kept_by_caches(client_of, certificate):
    page = document(client_of(certificate.person), certificate.number)
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"


def test_the_number_of_a_document_may_be_typed_like_any_other(client_of, certificate):
    page = document(client_of(certificate.person), certificate.number.lower().replace("-", ""))
    assert page["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("number", ["%00", "x", "%F0%9F%8E%89", "A" * 500, "..%5C"])
def test_what_is_no_number_has_no_document(client_of, certificate, number):
    assert document(client_of(certificate.person), number).status_code == 404


def waiting(certificate, **changes) -> None:
    """The document is not there, and its dispatch stands as told."""
    Document.objects.all().delete()
    Dispatch.objects.filter(handler="documents.make").update(done_at=None, **changes)


def test_a_document_that_is_being_made_is_asked_for_by_the_page_and_by_hand(client_of, certificate):
    waiting(certificate)
    client = client_of(certificate.person)
    page = document(client, certificate.number)
    text = page.content.decode()
    assert page.status_code == 202
    assert "http-equiv" not in text
    assert 'hx-trigger="every 3s"' in text
    assert f'href="/certificates/{certificate.number}/document.pdf"' in text
    assert page["Cache-Control"] == "no-store"
    still = document(client, certificate.number, **HTMX)
    assert (still.status_code, still.content) == (204, b"")


def test_the_page_is_told_once_that_the_document_is_there(client_of, certificate):
    answer = document(client_of(certificate.person), certificate.number, **HTMX)
    assert answer.status_code == 286  # htmx stops asking
    text = answer.content.decode()
    assert "Your document is ready" in text
    assert f'href="/certificates/{certificate.number}/document.pdf"' in text
    assert "<html" not in text


def test_a_document_that_cannot_be_made_is_told_instead_of_waited_for(client_of, certificate):
    waiting(certificate, tries=3, error="TypstError: a secret of the server")
    client = client_of(certificate.person)
    page = document(client, certificate.number)
    text = page.content.decode()
    assert page.status_code == 503
    assert "could not be made yet" in text
    assert "hx-trigger" not in text
    assert reverse("certificates:check", args=[certificate.number]) in text
    assert "TypstError" not in text
    assert document(client, certificate.number, **HTMX).status_code == 286


def test_a_document_whose_file_is_lost_is_told(client_of, certificate):
    made = Document.objects.get()
    made.file.storage.delete(made.file.name)
    page = document(client_of(certificate.person), certificate.number)
    assert page.status_code == 503
    assert "is not here" in page.content.decode()


def test_a_document_that_nobody_makes_is_told(client_of, certificate):
    Document.objects.all().delete()
    page = document(client_of(certificate.person), certificate.number)
    assert page.status_code == 503
    assert "is not here" in page.content.decode()
