"""Verifiers of others accept our credentials, and refuse each that they must not accept.

Data Integrity by Digital Bazaar's libraries, tokens by jose, status lists by Digital Bazaar's: no
code of ours and none of the libraries that signed. Each refusal is told apart by its reason.
"""

import copy
import gzip
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings

from certification.credentials.signing.contexts import CREDENTIALS, OPEN_BADGES
from certification.credentials.signing.data_integrity import with_proof
from certification.credentials.signing.did import did_document, issuer_did
from certification.credentials.signing.keys import all_keys, make_key, mark_compromised
from certification.credentials.signing.multibase import base64url
from certification.credentials.signing.tokens import token
from tests.verifiers import verify

pytestmark = pytest.mark.verifiers

NOW, LATER = "2026-06-01T12:00:00Z", "2030-01-01T00:00:00Z"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LISTS = {
    purpose: f"https://lms.example.org/status/{purpose}/1"
    for purpose in ("revocation", "suspension")
}
PLACE = 94_567
ENTRIES = 131_072


def badge() -> dict:
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": "https://lms.example.org/credentials/ABCD-2345/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Cluster Excellence Manager",
        "issuer": {"id": issuer_did(), "type": ["Profile"], "name": "Example Foundation"},
        "validFrom": "2026-03-02T09:00:00Z",
        "validUntil": "2028-03-01T22:59:59Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "licenseNumber": "ABCD-2345",
            "achievement": {
                "id": "https://lms.example.org/achievements/manager",
                "type": ["Achievement"],
                "name": "Cluster Excellence Manager",
                "description": "Has passed the programme.",
                "criteria": {"narrative": "All modules passed."},
            },
        },
        "credentialStatus": [
            {
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(PLACE),
                "statusListCredential": address,
            }
            for purpose, address in LISTS.items()
        ],
    }


def status_list(purpose: str, key, *, told: str | None = None, places=()) -> dict:
    """The list, made here from the standard's words and not by the room under test."""
    bits = bytearray(ENTRIES // 8)
    for place in places:
        bits[place // 8] |= 0b1000_0000 >> place % 8
    body = {
        "@context": [CREDENTIALS],
        "id": LISTS[purpose],
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": "2026-03-02T09:00:00Z",
        "credentialSubject": {
            "id": f"{LISTS[purpose]}#list",
            "type": "BitstringStatusList",
            "statusPurpose": told or purpose,
            "encodedList": "u" + base64url(gzip.compress(bytes(bits), mtime=0)),
        },
    }
    return with_proof(body, key=key, created=AT)


REFUSED = {
    "changed claim": "Invalid signature|signature verification failed",
    "another key": "Nobody serves|Verification method",
    "another key under our name": "Invalid signature|signature verification failed",
    "a key that was compromised": "not authorized|may state nothing",
    "expired": 'is after "validUntil"|"exp" claim timestamp check failed',
    "not yet valid": 'is before "validFrom"|"nbf" claim timestamp check failed',
    "suspended": "Status: suspension",
    "revoked": "Status: revocation",
    "a list of another purpose": "does not match the status purpose",
    "a list that somebody else signed": "not verified",
    "a list that was changed": "not verified",
    "a list of another issuer": "not verified|do not match",
    "no list": "Could not load",
}
FORMS = ("credential", "token")


def case(name: str, form: str, body: dict, key, *, now: str = NOW, documents=None) -> dict:
    signed = with_proof(body, key=key, created=AT) if form == "credential" else _token(body, key)
    return {"name": f"{form}: {name}", form: signed, "now": now, "documents": documents or {}}


def _token(body: dict, key) -> str:
    moments = {
        claim: int(datetime.fromisoformat(body[word]).timestamp())
        for claim, word in (("nbf", "validFrom"), ("exp", "validUntil"))
    }
    return token({**body, "iss": issuer_did(), **moments}, key=key)


def under_our_name(signed: dict, form: str, own: dict) -> dict:
    """What a thief of our name would hand out: another key's signature, named as ours."""
    if form == "credential":
        named = {
            **signed["credential"]["proof"],
            "verificationMethod": own["credential"]["proof"]["verificationMethod"],
        }
        return {**signed, "credential": {**signed["credential"], "proof": named}}
    head, body, _ = own["token"].split(".")
    return {**signed, "token": f"{head}.{body}.{signed['token'].split('.')[2]}"}


def changed(one: dict, form: str) -> dict:
    one = copy.deepcopy(one)
    if form == "credential":
        one["credential"]["credentialSubject"]["achievement"]["name"] = "Instructor"
    else:
        head, _, signature = one["token"].split(".")
        other = _token({**badge(), "name": "Instructor"}, all_keys()[0]).split(".")[1]
        one["token"] = f"{head}.{other}.{signature}"
    return one


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict:
    """All cases in one process."""
    before = settings.KEYS_DIR
    try:
        settings.KEYS_DIR = tmp_path_factory.mktemp("stranger")
        stranger = make_key(at=AT)
        strange_badge = {form: case("another key", form, badge(), stranger) for form in FORMS}
        strange_list = status_list("revocation", stranger)
        strange_name = {
            form: case("another key under our name", form, badge(), stranger) for form in FORMS
        }
        settings.KEYS_DIR = tmp_path_factory.mktemp("ours")
        lost, key = make_key(at=AT), make_key(at=datetime(2026, 3, 3, tzinfo=UTC))
        cases = [case("a key that was compromised", form, badge(), lost) for form in FORMS]
        mark_compromised(key=lost, since=AT)
        documents = {address: status_list(purpose, key) for purpose, address in LISTS.items()}
        documents[issuer_did()] = did_document(all_keys())
        for form in FORMS:
            cases += _cases(form, key)
            cases.append(strange_badge[form])
            cases.append(under_our_name(strange_name[form], form, case("", form, badge(), key)))
            cases.append(
                case(
                    "a list that somebody else signed",
                    form,
                    badge(),
                    key,
                    documents={LISTS["revocation"]: strange_list},
                )
            )
        return verify(cases, documents)
    finally:
        settings.KEYS_DIR = before


def _cases(form: str, key) -> list[dict]:
    revocation = LISTS["revocation"]
    touched = copy.deepcopy(status_list("revocation", key))
    touched["credentialSubject"]["encodedList"] = status_list("revocation", key, places=[1])[
        "credentialSubject"
    ]["encodedList"]
    other = {**status_list("revocation", key), "issuer": "did:web:other.example.org"}
    other = with_proof({k: v for k, v in other.items() if k != "proof"}, key=key, created=AT)
    return [
        case("accepted", form, badge(), key),
        case(
            "accepted beside a neighbour that is revoked",
            form,
            badge(),
            key,
            documents={revocation: status_list("revocation", key, places=[PLACE - 1, PLACE + 1])},
        ),
        changed(case("changed claim", form, badge(), key), form),
        case("expired", form, badge(), key, now=LATER),
        case("not yet valid", form, badge(), key, now="2026-03-02T08:00:00Z"),
        case(
            "suspended",
            form,
            badge(),
            key,
            documents={LISTS["suspension"]: status_list("suspension", key, places=[PLACE])},
        ),
        case(
            "revoked",
            form,
            badge(),
            key,
            documents={revocation: status_list("revocation", key, places=[PLACE])},
        ),
        case(
            "a list of another purpose",
            form,
            badge(),
            key,
            documents={revocation: status_list("revocation", key, told="suspension")},
        ),
        case("a list that was changed", form, badge(), key, documents={revocation: touched}),
        case("a list of another issuer", form, badge(), key, documents={revocation: other}),
        case("no list", form, badge(), key, documents={revocation: None}),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["accepted", "accepted beside a neighbour that is revoked"])
def test_a_good_credential_is_accepted(answers, form, name):
    assert answers[f"{form}: {name}"] == {"verified": True, "reason": ""}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_must_be_refused_is_refused_for_its_reason(answers, form, name):
    answer = answers[f"{form}: {name}"]
    assert answer["verified"] is False
    assert re.search(REFUSED[name], answer["reason"]), answer["reason"]
