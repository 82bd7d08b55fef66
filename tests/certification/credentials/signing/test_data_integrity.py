"""The cryptosuite by the examples of its standard, by another canonicaliser, and under attack."""

import hashlib
import json
from pathlib import Path

import jwt
import pyoxigraph
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from certification.credentials.signing import contexts, data_integrity, keys, tokens
from certification.credentials.signing.multibase import base58btc, from_base58btc, key_of
from tests.factories.courses import AT

# The example of Data Integrity EdDSA Cryptosuites 1.0 (W3C), appendix A: eddsa-rdfc-2022.
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
W3C_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_DOCUMENT = {
    "@context": [contexts.CREDENTIALS, "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
W3C_OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"https://vc.example/issuers/5678#{W3C_PUBLIC}",
    "proofPurpose": "assertionMethod",
}
W3C_HASHES = (
    "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
)
W3C_PROOF = (
    "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
)
HASHES = {  # that of the W3C stands in its recommendation
    "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "open-badges-3.0.3.json": "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
}


def with_examples(address, options=None):
    """The shipped contexts, and the one of the W3C's examples."""
    if address.endswith("/examples/v2"):
        words = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
        return contexts.load(contexts.CREDENTIALS) | {"document": words, "documentUrl": address}
    return contexts.load(address)


def test_the_example_of_the_standard_has_the_hashes_and_the_proof_of_the_standard():
    data = data_integrity.hash_data(W3C_DOCUMENT, W3C_OPTIONS, with_examples)
    assert data.hex() == W3C_HASHES
    secret = Ed25519PrivateKey.from_private_bytes(from_base58btc(W3C_SECRET)[2:])
    assert base58btc(secret.sign(data)) == W3C_PROOF


def test_the_example_of_the_standard_holds_and_a_changed_one_does_not():
    secured = {**W3C_DOCUMENT, "proof": {**W3C_OPTIONS, "proofValue": W3C_PROOF}}
    public = key_of(W3C_PUBLIC)
    assert data_integrity.holds(secured, public, with_examples)
    changed = {**secured, "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "Us"}}
    assert not data_integrity.holds(changed, public, with_examples)


@pytest.mark.parametrize("file", sorted(HASHES))
def test_the_shipped_contexts_are_those_that_were_published(file):
    data = (Path(contexts.__file__).parent / file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == HASHES[file]


def test_a_context_that_is_not_shipped_is_refused_and_never_fetched():
    with pytest.raises(contexts.UnknownContext, match="example.org"):
        contexts.load("https://example.org/words")
    with pytest.raises(jsonld.JsonLdError):
        data_integrity.canonical({"@context": "https://example.org/words", "name": "x"})


def test_a_word_that_means_nothing_is_refused_since_no_proof_would_cover_it():
    document = {"@context": [contexts.CREDENTIALS], "type": "VerifiableCredential", "grade": "A"}
    with pytest.raises(data_integrity.UndefinedTerm):
        data_integrity.canonical(document)


BADGE = {
    "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES],
    "id": "urn:example:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:example.org", "type": ["Profile"], "name": "Example"},
    "validFrom": "2026-03-02T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": name,
                "identityType": "name",
            }
            for name in ("Zoë Žižka", "李小龙 “quoted” \\ back\nslash")
        ],
        "achievement": {
            "id": "urn:example:2",
            "type": ["Achievement"],
            "name": "A module",
            "description": "It is passed.",
            "criteria": {"narrative": "Pass it."},
        },
    },
}


@pytest.fixture
def key(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    return keys.make_key(at=AT)


@pytest.fixture
def secured(key):
    return data_integrity.with_proof(BADGE, key=key, created=AT)


def test_another_canonicaliser_comes_to_the_same_order():
    """Oxigraph, in Rust, reads our quads with their blank nodes renamed and shuffled."""
    ours = data_integrity.canonical(BADGE)
    shuffled = "\n".join(reversed(ours.replace("_:c14n", "_:x9").splitlines()))
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(shuffled, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    theirs = sorted(f"{quad} ." for quad in dataset)
    assert sorted(ours.splitlines()) == theirs


def test_a_proof_holds_for_its_key_and_for_no_other(key, secured):
    assert secured["proof"]["verificationMethod"].endswith(f"#{key.id}")
    assert data_integrity.holds(secured, key.public)
    assert not data_integrity.holds(secured, keys.make_key(at=AT).public)


def changes():
    def named(name):
        return lambda badge: badge["issuer"].update(name=name)

    yield "a claim", lambda badge: badge.update(validFrom="2026-03-01T00:00:00Z")
    yield "the issuer", named("Somebody else")
    yield "another word", lambda badge: badge.update(description="more")
    yield "an undefined word", lambda badge: badge.update(grade="A")
    yield "its day", lambda badge: badge["proof"].update(created="2020-01-01T00:00:00Z")
    yield "its purpose", lambda badge: badge["proof"].update(proofPurpose="authentication")
    yield "its suite", lambda badge: badge["proof"].update(cryptosuite="eddsa-jcs-2022")
    yield "its value", lambda badge: badge["proof"].update(proofValue="z1111")
    yield "no value", lambda badge: badge["proof"].pop("proofValue")
    yield "not base58", lambda badge: badge["proof"].update(proofValue="z0OIl")
    yield "no proof", lambda badge: badge.pop("proof")


@pytest.mark.parametrize("change", [c for _n, c in changes()], ids=[n for n, _c in changes()])
def test_whatever_is_changed_the_proof_does_not_hold(key, secured, change):
    badge = json.loads(json.dumps(secured))
    assert data_integrity.holds(badge, key.public)
    change(badge)
    assert not data_integrity.holds(badge, key.public)


def test_a_token_states_the_credential_to_another_library_too(key):
    text = tokens.token(BADGE, key=key)
    assert tokens.claims_of(text, key.public) == BADGE
    header = jwt.get_unverified_header(text)
    assert (header["alg"], header["typ"]) == ("EdDSA", "vc+jwt")
    assert header["kid"].endswith(f"#{key.id}-jwk")
    signed, _dot, signature = text.rpartition(".")
    raw = jwt.utils.base64url_decode(signature)
    key.public.verify(raw, signed.encode())
    with pytest.raises(InvalidSignature):
        key.public.verify(raw, signed[:-1].encode())


def test_a_token_of_another_key_type_or_algorithm_is_refused(key):
    text = tokens.token(BADGE, key=key)
    with pytest.raises(jwt.InvalidTokenError):
        tokens.claims_of(text, keys.make_key(at=AT).public)
    pem = keys.private_path(key.id).read_bytes()
    with pytest.raises(jwt.InvalidTokenError):
        tokens.claims_of(jwt.encode(BADGE, pem, algorithm="EdDSA"), key.public)
    with pytest.raises(jwt.InvalidTokenError):
        tokens.claims_of(
            jwt.encode(BADGE, "x" * 32, algorithm="HS256", headers={"typ": "vc+jwt"}), key.public
        )
