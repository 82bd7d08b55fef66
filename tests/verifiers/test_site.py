"""What the site serves is enough for verifiers of others to accept a certificate, and to stop doing so."""

import json
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from certification.certificates.actions import suspend, withdraw
from certification.certificates.queries import today_of
from certification.credentials.signing.did import issuer_did
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.credentials import credential_of
from tests.factories.people import PersonFactory
from tests.verifiers import verify

pytestmark = [pytest.mark.django_db, pytest.mark.verifiers]


@pytest.fixture
def certificate(deliver_all):
    return certificate_of_a_passed_module(deliver_all)


@pytest.fixture
def served(client, settings):
    """What a stranger gets at an address of ours."""

    def get(address: str) -> bytes:
        assert address.startswith(settings.SITE_URL)
        response = client.get(urlsplit(address).path)
        assert response.status_code == 200, address
        return response.content

    return get


def answer(served, certificate) -> dict:
    """What they say now of both forms, each as the site hands it out."""
    address = json.loads(credential_of(certificate).text)["id"]
    body = json.loads(served(address))
    list_address = body["credentialStatus"]["statusListCredential"]
    root = address.partition("/credentials/")[0]
    documents = {
        issuer_did(): json.loads(served(f"{root}/.well-known/did.json")),
        list_address: json.loads(served(list_address)),
    }
    now = timezone.now().isoformat()
    cases = [
        {"name": "credential", "credential": body, "now": now},
        {"name": "token", "token": served(f"{address}/credential.jwt").decode(), "now": now},
    ]
    return verify(cases, documents)


def test_a_certificate_is_accepted_as_the_site_hands_it_out(served, certificate):
    good = {"verified": True, "reason": ""}
    assert answer(served, certificate) == {"credential": good, "token": good}


@pytest.mark.parametrize("change", [suspend, withdraw])
def test_r42_a_certificate_that_was_suspended_or_withdrawn_is_refused(
    served, certificate, deliver_all, change, django_capture_on_commit_callbacks
):
    assert answer(served, certificate)["credential"]["verified"]
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        change(
            certificate=certificate,
            effective_on=today_of(certificate, now),
            reason="The field project was not theirs.",
            by=PersonFactory(roles=["officer"]),
            at=now,
        )
        deliver_all()
    for told in answer(served, certificate).values():
        assert told["verified"] is False
        assert "Status: suspension" in told["reason"]
