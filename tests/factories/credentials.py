"""A certificate with its signed credential, and a reader of it that asks only what is published."""

import gzip
import json
from datetime import UTC, datetime

import base58
import pyoxigraph
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from certification.certificates.models import Certificate, StatusEvent
from certification.credentials.models import Credential
from certification.credentials.signing import contexts
from certification.credentials.signing.multibase import from_base64url
from lms.journal.actions import record_event


def credential_of(certificate: Certificate, number: int = 1) -> Credential:
    return Credential.objects.filter(
        revision__certificate=certificate, revision__number=number
    ).latest("turn")


class Refusal(Exception):
    """Why a reader does not accept a credential."""


class Reader:
    """Verifies as a stranger would: Oxigraph's canonical form, and what the site publishes.

    It shares with the code that signs only the words of the contexts and the reading of base64.
    """

    def __init__(self, client, now: datetime) -> None:
        self.client, self.now = client, now

    def fetch(self, address: str) -> dict:
        response = self.client.get(address.removeprefix("http://127.0.0.1:8000"))
        if response.status_code != 200:
            raise Refusal(f"{address} answers {response.status_code}")
        return json.loads(response.content)

    def accept(self, secured: dict) -> dict:
        self.prove(secured)
        if datetime.fromisoformat(secured["validFrom"]) > self.now:
            raise Refusal("not yet valid")
        if "validUntil" in secured and datetime.fromisoformat(secured["validUntil"]) < self.now:
            raise Refusal("expired")
        if entry := secured.get("credentialStatus"):
            self.ask_status(entry)
        return secured

    def ask_status(self, entry: dict) -> None:
        listed = self.fetch(entry["statusListCredential"])
        self.prove(listed)
        subject = listed["credentialSubject"]
        if listed["id"] != entry["statusListCredential"]:
            raise Refusal("another list")
        if subject["statusPurpose"] != entry["statusPurpose"]:
            raise Refusal("a list of another purpose")
        if datetime.fromisoformat(listed["validUntil"]) < self.now:
            raise Refusal("the list is too old")
        bits = gzip.decompress(from_base64url(subject["encodedList"][1:]))
        position = int(entry["statusListIndex"])
        if bits[position // 8] >> (7 - position % 8) & 1:
            raise Refusal(entry["statusPurpose"])

    def prove(self, secured: dict) -> None:
        body = dict(secured)
        proof = dict(body.pop("proof"))
        issuer = body["issuer"]["id"] if isinstance(body["issuer"], dict) else body["issuer"]
        document = self.fetch("http://127.0.0.1:8000/.well-known/did.json")
        if issuer != document["id"]:
            raise Refusal("another issuer")
        name = proof["verificationMethod"]
        if name not in document["assertionMethod"]:
            raise Refusal("a key that states nothing")
        methods = {each["id"]: each for each in document["verificationMethod"]}
        raw = base58.b58decode(methods[name]["publicKeyMultibase"][1:])[2:]
        signature = base58.b58decode(proof.pop("proofValue")[1:])
        hashed = b"".join(
            _sha256(canonical(part)) for part in ({"@context": body["@context"], **proof}, body)
        )
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(signature, hashed)
        except Exception as error:
            raise Refusal("the proof does not hold") from error


def canonical(document: dict) -> str:
    quads = jsonld.to_rdf(
        document, {"format": "application/n-quads", "documentLoader": contexts.load}
    )
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def _sha256(text: str) -> bytes:
    import hashlib

    return hashlib.sha256(text.encode()).digest()


def change_status(certificate: Certificate, kind: str, **fields) -> StatusEvent:
    """As the actions of certificates do it: an event, and the word about it."""
    now = datetime.now(UTC)
    today = now.date()
    from django.db import transaction

    with transaction.atomic():
        event = StatusEvent.objects.create(
            certificate=certificate,
            kind=kind,
            **{"effective_on": today, "decided_on": today, "reason": "tests", "recorded_at": now}
            | fields,
        )
        record_event(name="certificates.status_changed", subject=event, by=None, at=now)
    return event
