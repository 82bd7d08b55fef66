"""The issuer's name on the web, `did:web`, and the document that lists its keys."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from certification.credentials.signing.keys import Key
from certification.credentials.signing.multibase import base64url

CONTEXTS = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def did_of(site_url: str) -> str:
    """`https://example.org:8443/lms` is `did:web:example.org%3A8443:lms` (W3C CCG, did:web)."""
    address = urlsplit(site_url)
    host = (address.hostname or "").replace(":", "%3A")
    if address.port:
        host += f"%3A{address.port}"
    return ":".join(["did", "web", host, *(part for part in address.path.split("/") if part)])


def issuer_did() -> str:
    return did_of(settings.SITE_URL)


def verification_method(key: Key) -> str:
    """The name of the key in a Data Integrity proof."""
    return f"{issuer_did()}#{key.id}"


def jwk_method(key: Key) -> str:
    """The name of the key in the header of a JWT, `kid`."""
    return f"{issuer_did()}#{key.id}-jwk"


def jwk_of(key: Key) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037)."""
    raw = key.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64url(raw),
        "kid": jwk_method(key),
        "alg": "EdDSA",
        "use": "sig",
    }


def did_document(keys: list[Key]) -> dict[str, Any]:
    """All keys as verification methods; those nobody else can have may state (assertionMethod).

    A key that was compromised stays with its moment, `revoked`, but states nothing any more: its
    thief could date a proof back to any day.
    """
    methods, stating = [], []
    for key in keys:
        common: dict[str, Any] = {"controller": issuer_did()}
        if key.compromised_from is not None:
            common["revoked"] = key.compromised_from.strftime("%Y-%m-%dT%H:%M:%SZ")
        methods += [
            {
                "id": verification_method(key),
                "type": "Multikey",
                **common,
                "publicKeyMultibase": key.id,
            },
            {"id": jwk_method(key), "type": "JsonWebKey", **common, "publicKeyJwk": jwk_of(key)},
        ]
        if key.is_trusted:
            stating += [verification_method(key), jwk_method(key)]
    return {
        "@context": CONTEXTS,
        "id": issuer_did(),
        "verificationMethod": methods,
        "assertionMethod": stating,
    }
