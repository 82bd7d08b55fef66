"""The claim in the QR code verifies with the public key alone, and nothing else passes for it."""

import base64
import io
import json
from datetime import date

import pytest
import segno
import zxingcpp
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey
from PIL import Image

from certification.certificates.models import Certificate, CertificateRevision
from certification.credentials.compact import (
    LONGEST_HOLDER,
    Claim,
    claim_url,
    fitted,
    read_claim,
    signed_claim,
)
from certification.credentials.signing.did import did_document, jwk_of
from certification.credentials.signing.keys import all_keys, make_key, mark_compromised, signing_key
from certification.credentials.signing.multibase import base64url
from lms.errors import Refused

NUMBER = "ABCD-2345-EFGH-6789-JKMN-PQRS-TVWX"


def revision(**changes) -> CertificateRevision:
    certificate = Certificate(number=NUMBER, title="Cluster Excellence Manager")
    said = {
        "number": 2,
        "holder_name": "Ana López",
        "issued_on": date(2026, 3, 2),
        "valid_through": date(2028, 3, 1),
    }
    return CertificateRevision(certificate=certificate, **(said | changes))


def document() -> dict:
    return did_document(all_keys())


def code_of(refused) -> str:
    return refused.value.code


def resigned(text: str, *, head=None, claim=None) -> str:
    """The claim with other content, signed again by the issuer's key."""
    parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in text.split(".")[:2]]
    signed = ".".join(
        base64url(json.dumps(part | (change or {})).encode())
        for part, change in zip(parts, (head, claim), strict=True)
    )
    return f"{signed}.{base64url(signing_key().sign(signed.encode()))}"


def test_r41_the_claim_says_what_the_revision_says():
    claim = read_claim(claim_url(revision()), document())
    assert claim == Claim(
        issuer=document()["id"],
        number=NUMBER,
        revision=2,
        holder="Ana López",
        title="Cluster Excellence Manager",
        issued_on=date(2026, 3, 2),
        valid_through=date(2028, 3, 1),
    )


def test_no_end_is_said_by_its_absence():
    assert read_claim(signed_claim(revision(valid_through=None)), document()).valid_through is None


def test_the_claim_is_in_the_fragment_of_the_check_and_the_same_each_time(settings):
    address, _, fragment = claim_url(revision()).partition("#")
    assert address == f"{settings.SITE_URL}/verify/{NUMBER}/?issue=2"
    assert fragment == f"c={signed_claim(revision())}"


def test_a_jose_library_that_is_not_ours_verifies_it():
    key = OKPKey.import_key(jwk_of(signing_key()))
    with pytest.warns(SecurityWarning):  # RFC 9864 renames the algorithm; few readers know it yet
        verified = jws.deserialize_compact(signed_claim(revision()), key, algorithms=["EdDSA"])
    assert json.loads(verified.payload)["h"] == "Ana López"


def test_it_scans_from_a_printed_code_even_with_the_longest_names():
    """At most 97 modules: 0.36 mm each where the code is printed 35 mm wide."""
    longest = revision(holder_name="நகோ" * 100)
    longest.certificate.title = "Ж" * 255
    code = segno.make(claim_url(longest), error="l", micro=False)
    assert code.symbol_size(border=0)[0] <= 97
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=4, border=4)
    (scanned,) = zxingcpp.read_barcodes(Image.open(picture))
    assert read_claim(scanned.text, document()).number == NUMBER


@given(st.text(max_size=301))
def test_a_name_that_is_too_long_is_cut_between_characters(name):
    shown = fitted(name, LONGEST_HOLDER)
    assert len(shown.encode()) <= LONGEST_HOLDER
    assert shown == name or name.startswith(shown[:-1].rstrip())
    assert shown == name or shown.endswith("…")


@pytest.mark.parametrize("place", range(3))
def test_a_changed_claim_is_refused(place):
    parts = signed_claim(revision()).split(".")
    other = signed_claim(revision(holder_name="Eva López")).split(".")
    changed = ["eyJhbGciOiJub25lIn0", other[1], other[2]]
    parts[place] = changed[place]
    with pytest.raises(Refused):
        read_claim(".".join(parts), document())


@pytest.mark.parametrize(
    "text", ["", "a", "..", "e30.e30.", "a.b.c.d", "Ж.Ж.Ж", "[]." * 3000, "W10.W10.W10"]
)
def test_what_is_no_claim_is_refused(text):
    with pytest.raises(Refused) as refused:
        read_claim(text, document())
    assert code_of(refused) == "no_claim"


@pytest.mark.parametrize("head", [{"typ": "JWT"}, {"alg": "none"}, {"alg": "HS256"}])
def test_what_the_key_signed_for_another_purpose_is_no_claim(head):
    with pytest.raises(Refused) as refused:
        read_claim(resigned(signed_claim(revision()), head=head), document())
    assert code_of(refused) == "no_claim"


def test_another_issuers_claim_is_refused():
    with pytest.raises(Refused) as refused:
        read_claim(resigned(signed_claim(revision()), claim={"iss": "did:web:other"}), document())
    assert code_of(refused) == "other_issuer"


def test_the_key_of_somebody_else_is_refused(settings, tmp_path):
    ours = document()
    settings.KEYS_DIR = tmp_path
    make_key(at=timezone.now())
    with pytest.raises(Refused) as refused:
        read_claim(signed_claim(revision()), ours)
    assert code_of(refused) == "not_signed"


def test_an_old_claim_holds_after_the_key_was_rotated_until_it_is_compromised(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    old = make_key(at=timezone.now())
    claim = signed_claim(revision())
    make_key(at=timezone.now())
    assert signed_claim(revision()) != claim
    assert read_claim(claim, document()).number == NUMBER
    mark_compromised(key=old, since=timezone.now())
    with pytest.raises(Refused) as refused:
        read_claim(claim, document())
    assert code_of(refused) == "not_signed"


def test_the_command_verifies_with_a_file_of_keys_and_no_database(tmp_path, capsys):
    keys = tmp_path / "did.json"
    keys.write_text(json.dumps(document()))
    call_command("verify_claim", claim_url(revision()), did=keys)
    said = capsys.readouterr().out
    assert "Ana López: Cluster Excellence Manager" in said
    assert "valid through: 2028-03-01" in said
    with pytest.raises(CommandError, match="not the code of a certificate"):
        call_command("verify_claim", "nothing", did=keys)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_claim", "nothing", did=tmp_path / "none.json")
