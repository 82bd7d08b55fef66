"""Signed documents: valid for programs that are not ours, the same bytes again, still PDF/A and UA."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certification.documents.keys import self_signed
from certification.documents.signing import FIELD, signed, with_signature
from tests.certification.documents.test_drawing import ISSUED_AT, drawn_of

NOW = datetime.now(UTC)
LABEL = "Seal of Example Foundation"
PASSWORD = "try-out only"


def validated(*arguments, **words):
    """In a thread of its own: where tests of the browser ran before, this one has an event loop."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(validate_pdf_signature, *arguments, **words).result()


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "seal.p12"
    path.write_bytes(self_signed(name="Example Foundation", password=PASSWORD, at=NOW))
    return path


@pytest.fixture
def key_set_up(settings, key):
    settings.DOCUMENT_SIGNING_KEY = str(key)
    settings.DOCUMENT_SIGNING_PASSWORD = PASSWORD
    return key


@pytest.fixture
def pdf() -> bytes:
    return drawn_of(credential='{"a": 1}').pdf


def status_of(content: bytes, key):
    _, certificate, _ = pkcs12.load_key_and_certificates(key.read_bytes(), PASSWORD.encode())
    root = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    signature = PdfFileReader(BytesIO(content)).embedded_signatures[0]
    return validated(signature, context)


def test_a_signed_document_is_valid_and_covered_to_its_end(key_set_up, pdf):
    content, _ = signed(pdf, at=ISSUED_AT, label=LABEL)
    status = status_of(content, key_set_up)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert "ENTIRE_FILE" in str(status.coverage)
    assert content.startswith(pdf)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_a_changed_byte_breaks_the_signature(key_set_up, pdf, place):
    content = bytearray(signed(pdf, at=ISSUED_AT, label=LABEL)[0])
    content[int(len(pdf) * place)] ^= 1
    try:
        status = status_of(bytes(content), key_set_up)
    except Exception:  # noqa: BLE001 # a file that cannot be read any more is no valid one
        return
    assert not status.intact


def test_a_program_of_others_finds_the_signature_valid(key_set_up, pdf, tmp_path):
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig of poppler-utils is not here.")
    path = tmp_path / "signed.pdf"
    content, _ = signed(pdf, at=ISSUED_AT, label=LABEL)
    path.write_bytes(content)
    run = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True)
    assert "Signature is Valid" in run.stdout
    assert "ETSI.CAdES.detached" in run.stdout
    assert "Total document signed" in run.stdout
    path.write_bytes(content.replace(b"/Title(", b"/Title ", 1))
    run = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert "Signature is Valid" not in run.stdout


def test_openssl_finds_the_signature_valid_over_the_signed_bytes(key_set_up, pdf, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here.")
    content, signature = signed(pdf, at=ISSUED_AT, label=LABEL)
    first, length, second, rest = PdfFileReader(BytesIO(content)).embedded_signatures[0].byte_range
    (tmp_path / "signature").write_bytes(signature)
    said = content[first : first + length] + content[second : second + rest]
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-binary", "-noverify"]
    for bytes_, expected in ((said, 0), (said + b" ", 4)):
        (tmp_path / "said").write_bytes(bytes_)
        run = subprocess.run(
            [*command, "-in", tmp_path / "signature", "-content", tmp_path / "said"],
            capture_output=True,
            check=False,
        )
        assert run.returncode == expected


def test_the_same_signature_gives_the_same_bytes_without_the_key(key_set_up, pdf, settings):
    content, signature = signed(pdf, at=ISSUED_AT, label=LABEL)
    assert signed(pdf, at=ISSUED_AT, label=LABEL) == (content, signature)
    settings.DOCUMENT_SIGNING_KEY = ""
    assert with_signature(pdf, signature, at=ISSUED_AT, label=LABEL) == content


def test_it_stays_what_the_standards_ask_for(key_set_up, pdf):
    before = PdfReader(BytesIO(pdf))
    after = PdfReader(BytesIO(signed(pdf, at=ISSUED_AT, label=LABEL)[0]))
    (field,) = after.trailer["/Root"]["/AcroForm"]["/Fields"]
    widget = field.get_object()
    assert (widget["/T"], widget["/TU"], widget["/FT"]) == (FIELD, LABEL, "/Sig")
    left, bottom, right, top = map(float, widget["/Rect"])
    assert (right, top) < (0, 0)  # outside the page: PDF/UA asks for no tag there
    assert (right - left, top - bottom) == (0, 0)  # no size: PDF/A asks for no appearance
    printed, hidden, invisible, unseen = 4, 2, 1, 32
    assert widget["/F"] & printed
    assert not widget["/F"] & (hidden | invisible | unseen)
    assert after.pages[0]["/Tabs"] == "/S"
    assert after.trailer["/ID"][0] == before.trailer["/ID"][0]
    assert after.trailer["/ID"][1] != before.trailer["/ID"][1]
    then, now = before.trailer["/Root"], after.trailer["/Root"]
    assert now["/Metadata"].get_data() == then["/Metadata"].get_data()
    for kept in ("/StructTreeRoot", "/Lang", "/OutputIntents", "/AF"):
        assert plain(now[kept]) == plain(then[kept])


def plain(part) -> str:
    """Without what only tells one reading from another."""
    return re.sub(r", \d+\)", ")", repr(part))


def pem_of(private_key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(
            private_key,
            None if isinstance(private_key, ed25519.Ed25519PrivateKey) else hashes.SHA256(),
        )
    )
    return private_key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    ) + certificate.public_bytes(Encoding.PEM)


def test_a_key_in_pem_on_an_elliptic_curve_signs_as_well(settings, pdf, tmp_path):
    path = tmp_path / "seal.pem"
    path.write_bytes(pem_of(ec.generate_private_key(ec.SECP256R1())))
    settings.DOCUMENT_SIGNING_KEY, settings.DOCUMENT_SIGNING_PASSWORD = str(path), ""
    content, signature = signed(pdf, at=ISSUED_AT, label=LABEL)
    status = validated(
        PdfFileReader(BytesIO(content)).embedded_signatures[0],
        ValidationContext(trust_roots=[], allow_fetching=False),
    )
    assert (status.intact, status.valid) == (True, True)
    assert signed(pdf, at=ISSUED_AT, label=LABEL)[1] != signature
    assert with_signature(pdf, signature, at=ISSUED_AT, label=LABEL) == content


def test_another_kind_of_key_and_a_wrong_password_are_said(settings, key, pdf, tmp_path):
    path = tmp_path / "seal.pem"
    path.write_bytes(pem_of(ed25519.Ed25519PrivateKey.generate()))
    settings.DOCUMENT_SIGNING_KEY, settings.DOCUMENT_SIGNING_PASSWORD = str(path), ""
    with pytest.raises(ImproperlyConfigured, match="RSA or an elliptic-curve"):
        signed(pdf, at=ISSUED_AT, label=LABEL)
    settings.DOCUMENT_SIGNING_KEY, settings.DOCUMENT_SIGNING_PASSWORD = str(key), "wrong"
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        signed(pdf, at=ISSUED_AT, label=LABEL)


def test_the_command_makes_a_key_that_signs_and_never_overwrites_one(settings, tmp_path, pdf):
    path = tmp_path / "made.p12"
    settings.DOCUMENT_SIGNING_PASSWORD = PASSWORD
    call_command("make_document_key", str(path), verbosity=0)
    assert path.stat().st_mode & 0o077 == 0
    settings.DOCUMENT_SIGNING_KEY = str(path)
    assert status_of(signed(pdf, at=ISSUED_AT, label=LABEL)[0], path).valid
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("make_document_key", str(path))
