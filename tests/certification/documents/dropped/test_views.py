"""A file is told apart from the one we issued, and nothing else is told (R41, R42, R56)."""

import copy
import json
import uuid
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certification.certificates.limits import MISSES
from certification.certificates.models import CertificateRevision
from certification.certificates.numbers import make_number
from certification.credentials.actions import issue_credential
from certification.credentials.said import revisions_with_words
from certification.documents.dropped.files import LARGEST
from certification.documents.models import Document
from lms.people.models import Consent
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.credentials import change_status, credential_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(deliver_all, settings):
    settings.ISSUER_LEGAL_IDENTIFIER, settings.ISSUER_COUNTRY = "VATES-A12345678", "ES"
    return certificate_of_a_passed_module(deliver_all)


@pytest.fixture
def show(client):
    """The answer to a file, as JSON or as the page."""

    def send(data: bytes, *, accept: str = "application/json"):
        file = SimpleUploadedFile("anything", data)
        return client.post(reverse("documents:dropped"), {"file": file}, headers={"accept": accept})

    return send


def handed_out(client, certificate, name: str) -> bytes:
    return client.get(reverse(f"credentials:{name}", args=[certificate.number, 1])).content


def pdf_of(certificate) -> bytes:
    document = Document.objects.get(revision__certificate=certificate, revision__number=1)
    with document.file.open("rb") as file:
        return file.read()


FORMS = ["credential", "token", "baked_png", "baked_svg", "assertion", "older_png", "older_svg"]


def test_r41_every_form_that_we_hand_out_is_known_as_ours(client, show, certificate):
    for form in FORMS:
        told = show(handed_out(client, certificate, form)).json()
        assert (form, told["verdict"], told["issue"]) == (form, "issued", 1)
        assert (told["number"], told["status"]) == (certificate.number, "valid")


def test_r41_the_document_is_known_byte_by_byte(show, certificate):
    data = pdf_of(certificate)
    assert show(data).json()["verdict"] == "issued"
    told = show(data + b"\n").json()
    assert (told["verdict"], told["issue"], told["number"]) == ("changed", None, certificate.number)
    assert told["holder"] == certificate.current.holder_name


def test_r41_the_european_form_is_known_by_itself_and_under_a_seal(client_of, show, certificate):
    import base64

    client = client_of(certificate.person)
    data = client.get(reverse("credentials:european", args=[certificate.number, 1])).content
    sealed = {
        "payload": base64.urlsafe_b64encode(data).decode().rstrip("="),
        "signatures": [{"protected": "e30", "signature": "c2VhbA"}],
    }
    for shown in (data, json.dumps(sealed).encode()):
        assert show(shown).json()["verdict"] == "issued"
    changed = data.replace(certificate.current.holder_name.encode(), b"Eva Example")
    assert show(changed).json()["verdict"] == "changed"


@pytest.mark.parametrize("form", ["credential", "token", "baked_svg", "assertion"])
def test_r41_what_was_changed_is_told(client, show, certificate, form):
    data = handed_out(client, certificate, form)
    if form == "token":
        head, body, signature = data.decode().split(".")
        changed = f"{head}.{body}.{signature[::-1]}".encode()
    else:
        changed = data.replace(b"2026-", b"2027-", 1)
    assert changed != data
    told = show(changed).json()
    assert (told["verdict"], told["issue"]) == ("changed", None)


def test_another_way_of_writing_the_same_json_is_the_same(show, certificate):
    body = json.loads(credential_of(certificate).text)
    data = json.dumps(body, sort_keys=True).encode()
    assert show(data).json()["verdict"] == "issued"


def test_our_credential_in_a_document_that_is_not_ours_is_a_changed_file(show, certificate):
    content = zlib.compress(credential_of(certificate).text.encode())
    data = b"%PDF-1.7\n<</Type /EmbeddedFile>>\nstream\n" + content + b"\nendstream"
    assert show(data).json()["verdict"] == "changed"


def test_r41_an_older_issue_is_superseded(show, certificate):
    old = pdf_of(certificate)
    first = certificate.current
    newer = copy.copy(first)
    newer.pk, newer.number, newer._state.adding = None, 2, True
    newer.cause, newer.holder_name = CertificateRevision.Cause.NAME_CORRECTED, "Ana Nova"
    newer.save()
    issue_credential(revision=revisions_with_words().get(pk=newer.pk), by=None, at=timezone.now())
    for data in (old, credential_of(certificate).text.encode()):
        told = show(data).json()
        assert (told["verdict"], told["issue"], told["newest_issue"]) == ("superseded", 1, 2)
        assert told["holder"] == "Ana Nova"
    assert show(credential_of(certificate, 2).text.encode()).json()["verdict"] == "issued"
    assert "replaced it since" in show(old, accept="text/html").content.decode()


def test_r42_ours_and_withdrawn_is_both_told(show, certificate):
    change_status(certificate, "withdrawn")
    told = show(pdf_of(certificate)).json()
    assert (told["verdict"], told["status"]) == ("issued", "withdrawn")
    page = show(pdf_of(certificate), accept="text/html").content.decode()
    assert "This is the file we issued" in page
    assert "The certificate is not valid today: withdrawn" in page


def withhold(person) -> None:
    Consent.objects.create(
        person=person,
        purpose=Consent.Purpose.WITHHELD_CHECK,
        text_version=1,
        given_at=timezone.now() - timedelta(days=1),
    )


def test_r56_withheld_and_unknown_get_the_same_answer_by_the_same_queries(
    show, certificate, django_assert_num_queries
):
    text = credential_of(certificate).text
    unknown = text.replace(certificate.number, make_number()).encode()
    withhold(certificate.person)
    with django_assert_num_queries(5):
        first = show(unknown)
    with django_assert_num_queries(5):
        second = show(text.encode())
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code == 404
    assert show(pdf_of(certificate)).content == first.content


@pytest.mark.parametrize(
    ("data", "verdict", "code"),
    [
        (b"nothing", "unreadable", 404),
        (b'{"name": "somebody else\'s"}', "unknown", 404),
        (b"%PDF-1.7 of somebody else", "unknown", 404),
        (b"x" * (LARGEST + 20_000), "too_large", 413),
    ],
)
def test_other_files_get_a_kind_answer(show, data, verdict, code):
    answer = show(data)
    assert (answer.status_code, answer.json()["verdict"]) == (code, verdict)
    assert answer["Cache-Control"] == "no-store"
    page = show(data, accept="text/html")
    assert answer.json()["message"] in page.content.decode().replace("&#x27;", "'")


def test_nothing_of_a_file_is_on_a_disk(client, certificate, monkeypatch):
    """Not even for a moment: a file that Django would put into a folder stays in memory."""
    import tempfile

    def refuse(*args, **kwargs):
        raise AssertionError("A file was written.")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    file = SimpleUploadedFile("large.json", b'{"a": "' + b"x" * 3_000_000 + b'"}')
    assert client.post(reverse("documents:dropped"), {"file": file}).status_code == 404


def test_whoever_tries_files_is_stopped(show, certificate):
    for _turn in range(MISSES):
        assert show(f'{{"id": "{uuid.uuid4()}"}}'.encode()).status_code == 404
    answer = show(pdf_of(certificate))
    assert (answer.status_code, answer.json()["verdict"]) == (429, "too_many")


def test_the_form_sends_without_cookies_and_without_javascript(client):
    page = client.get(reverse("certificates:verify")).content.decode()
    assert f'action="{reverse("documents:dropped")}"' in page
    assert "csrfmiddlewaretoken" not in page
    assert client.get(reverse("documents:dropped")).status_code == 302
