"""The issuer's name on the web, and which of its keys may state something."""

from datetime import timedelta

import jwt
import pytest

from certification.credentials.signing import did, keys
from certification.credentials.signing.multibase import key_of
from tests.factories.courses import AT


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("https://example.org", "did:web:example.org"),
        ("https://example.org:8443", "did:web:example.org%3A8443"),
        ("https://Example.org/lms/one/", "did:web:example.org:lms:one"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_address_of_the_site_is_the_name(site, name):
    assert did.did_of(site) == name


@pytest.fixture
def two_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    return keys.make_key(at=AT), keys.make_key(at=AT + timedelta(days=1))


def test_every_key_is_listed_in_both_forms_and_may_state(two_keys):
    document = did.did_document(keys.all_keys())
    assert document["id"] == did.issuer_did()
    methods = {method["id"]: method for method in document["verificationMethod"]}
    for key in two_keys:
        form = methods[did.verification_method(key)]
        assert (form["type"], form["publicKeyMultibase"]) == ("Multikey", key.id)
        jwk = methods[did.jwk_method(key)]["publicKeyJwk"]
        assert jwt.PyJWK(jwk).key.public_bytes_raw() == key_of(key.id).public_bytes_raw()
        assert "d" not in jwk
    assert set(document["assertionMethod"]) == set(methods)


def test_a_compromised_key_stays_with_its_moment_but_states_nothing(two_keys):
    stolen, kept = two_keys
    keys.mark_compromised(key=stolen, since=AT)
    document = did.did_document(keys.all_keys())
    assert document["assertionMethod"] == [did.verification_method(kept), did.jwk_method(kept)]
    revoked = [method["id"] for method in document["verificationMethod"] if "revoked" in method]
    assert revoked == [did.verification_method(stolen), did.jwk_method(stolen)]
