"""Data Integrity proofs by the cryptosuite eddsa-rdfc-2022 (W3C, Data Integrity EdDSA 1.0).

The document and the options of the proof are each turned into RDF, put in their canonical order
(RDFC-1.0) and hashed with SHA-256; what is signed is the one hash after the other.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from certification.credentials.signing import contexts
from certification.credentials.signing.did import verification_method
from certification.credentials.signing.keys import Key
from certification.credentials.signing.multibase import base58btc, from_base58btc

SUITE = "eddsa-rdfc-2022"
Document = Mapping[str, Any]
Loader = Callable[..., dict[str, Any]]

# PyLD keeps what it worked out of contexts in caches that two threads must not change at once.
_lock = threading.Lock()


class UndefinedTerm(Exception):
    """A word of the document means nothing in its contexts, so a proof would not cover it."""


def with_proof(document: Document, *, key: Key, created: datetime) -> dict[str, Any]:
    """The document with a proof by the key; raises UndefinedTerm."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": verification_method(key),
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(hash_data(document, options))
    return {**document, "proof": {**options, "proofValue": base58btc(signature)}}


def holds(secured: Document, public: Ed25519PublicKey, loader: Loader = contexts.load) -> bool:
    """Whether the one proof in the document is by this key, of this suite, and states it."""
    proof = secured.get("proof")
    if not isinstance(proof, dict):
        return False
    stated = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    if stated != ("DataIntegrityProof", SUITE, "assertionMethod"):
        return False
    document = {name: value for name, value in secured.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = from_base58btc(str(proof.get("proofValue", "")))
        public.verify(signature, hash_data(document, options, loader))
    except (InvalidSignature, UndefinedTerm, ValueError, jsonld.JsonLdError):
        return False
    return True


def hash_data(document: Document, options: Document, loader: Loader = contexts.load) -> bytes:
    """64 bytes: the hash of the proof's options, then that of the document."""
    configuration = {"@context": document["@context"], **options}
    return b"".join(
        hashlib.sha256(canonical(part, loader).encode()).digest()
        for part in (configuration, document)
    )


def canonical(document: Document, loader: Loader = contexts.load) -> str:
    """The document as N-Quads in canonical order; raises UndefinedTerm and JsonLdError."""
    options = {
        "algorithm": "URDNA2015",  # the name of RDFC-1.0 before it was a standard
        "format": "application/n-quads",
        "documentLoader": loader,
    }
    with _lock:
        return jsonld.JsonLdProcessor(on_property_dropped=_refuse).normalize(document, options)


def _refuse(term: str) -> None:
    raise UndefinedTerm(term)
