"""The claim in the QR code: what a certificate says, signed, small enough to scan from paper.

A compact JWS (RFC 7515) of a small JSON object, in the fragment of the address of the check, which
a browser never sends to a server. Any JOSE library verifies it with the issuer's public key and no
network; docs/verifying.md has the recipe, and says how many bytes it takes.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from certification.certificates.models import CertificateRevision
from certification.certificates.queries import check_url
from certification.credentials.signing.did import issuer_did
from certification.credentials.signing.keys import signing_key
from certification.credentials.signing.multibase import base64url, from_base64url, key_of
from lms.errors import Refused

FRAGMENT = "c="
KIND = "cert"  # `typ`: what this key signs elsewhere can never be read as a claim, nor the reverse
KEY_ID = 8  # characters at the end of the key's id: a hint which key to try
LONGEST_HOLDER = 120  # bytes of UTF-8; the revision may say 301 characters
LONGEST_TITLE = 120
LONGEST_CLAIM = 4000  # characters; no claim of ours is near it


@dataclass(frozen=True)
class Claim:
    """What the issuer signed for the paper."""

    issuer: str  # its did
    number: str
    revision: int
    holder: str
    title: str
    issued_on: date
    valid_through: date | None


def claim_url(revision: CertificateRevision) -> str:
    """The address for the QR code: the check of that issue of the certificate, its claim behind #.

    Raises NoKey where nothing can sign.
    """
    address = f"{check_url(revision.certificate)}?issue={revision.number}"
    return f"{address}#{FRAGMENT}{signed_claim(revision)}"


def signed_claim(revision: CertificateRevision) -> str:
    """The same text each time while the same key signs: Ed25519 has no chance in it."""
    key = signing_key()
    head = {"alg": "EdDSA", "typ": KIND, "kid": key.id[-KEY_ID:]}
    certificate = revision.certificate
    claim = {
        "iss": issuer_did(),
        "n": certificate.number,
        "r": revision.number,
        "h": fitted(revision.holder_name, LONGEST_HOLDER),
        "t": fitted(certificate.title, LONGEST_TITLE),
        "i": revision.issued_on.isoformat(),
    }
    if revision.valid_through is not None:
        claim["v"] = revision.valid_through.isoformat()
    signed = f"{_part(head)}.{_part(claim)}"
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def read_claim(text: str, did_document: dict[str, Any]) -> Claim:
    """The claim in a scanned address or in the claim alone, once one of those keys has signed it.

    Asks no network and no database. Refuses what is no claim, what no key of the document signed
    that may still state anything, and what names another issuer than the document's.
    """
    encoded = text.strip().rpartition(f"#{FRAGMENT}")[2]
    try:
        head_part, claim_part, signature_part = encoded[:LONGEST_CLAIM].split(".")
        head, said = _read(head_part), _read(claim_part)
        signature = from_base64url(signature_part)
        claim = Claim(
            issuer=str(said["iss"]),
            number=str(said["n"]),
            revision=int(said["r"]),
            holder=str(said["h"]),
            title=str(said["t"]),
            issued_on=date.fromisoformat(said["i"]),
            valid_through=date.fromisoformat(said["v"]) if "v" in said else None,
        )
        is_claim = (head["alg"], head["typ"]) == ("EdDSA", KIND)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_claim = False
    if not is_claim:
        raise Refused("no_claim", _("This is not the code of a certificate."))
    if claim.issuer != did_document.get("id"):
        raise Refused("other_issuer", _("These keys belong to another issuer than the code names."))
    signed = f"{head_part}.{claim_part}".encode()
    if not any(_has_signed(key, signature, signed) for key in stating_keys(did_document)):
        raise Refused(
            "not_signed",
            _("No key of the issuer has signed this, or its key is not trusted any more."),
        )
    return claim


def stating_keys(did_document: dict[str, Any]) -> list[str]:
    """The keys that may state something today, as Multikeys."""
    stating = set(did_document.get("assertionMethod", ()))
    return [
        method["publicKeyMultibase"]
        for method in did_document.get("verificationMethod", ())
        if method.get("id") in stating and "publicKeyMultibase" in method
    ]


def fitted(text: str, most: int) -> str:
    """As much of the text as `most` bytes of UTF-8 hold; what is left out is shown as an ellipsis."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len("…".encode())]
    return kept.decode(errors="ignore").rstrip() + "…"


def _part(value: dict[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _read(part: str) -> dict[str, Any]:
    value = json.loads(from_base64url(part))
    if not isinstance(value, dict):
        raise TypeError("This is no object.")
    return value


def _has_signed(key: str, signature: bytes, signed: bytes) -> bool:
    try:
        key_of(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
