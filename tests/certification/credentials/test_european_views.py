"""The European form of a certificate: for its holder and those who audit, ready for the e-seal."""

import pytest
from django.urls import reverse

from tests.certification.credentials.test_elm import problems
from tests.factories.certification import certificate_of_a_passed_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(deliver_all, settings):
    settings.ISSUER_LEGAL_IDENTIFIER, settings.ISSUER_COUNTRY = "VATES-A12345678", "ES"
    return certificate_of_a_passed_module(deliver_all)


def address(certificate, revision=1) -> str:
    return reverse("credentials:european", args=[certificate.number, revision])


def test_the_download_of_the_holder_holds_against_the_published_shapes(client_of, certificate):
    answer = client_of(certificate.person).get(address(certificate))
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{certificate.number}.european.jsonld"'
    )
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert problems(body) == ""
    assert body["identifier"][0]["notation"] == certificate.number
    assert list(body["credentialSubject"]["fullName"].values()) == [certificate.current.holder_name]


def test_there_is_none_of_a_revision_that_never_was(client_of, certificate):
    client = client_of(certificate.person)
    assert client.get(address(certificate, 2)).status_code == 404
    assert client.get(address(certificate).replace(certificate.number, "ABC")).status_code == 404


def test_without_a_legal_identifier_it_says_who_sets_it(client_of, certificate, settings):
    settings.ISSUER_LEGAL_IDENTIFIER = ""
    page = client_of(certificate.person).get(address(certificate), follow=True)
    assert "ISSUER_LEGAL_IDENTIFIER" in page.content.decode()


def test_my_certificates_offer_it_where_it_can_be_made(client_of, certificate, settings):
    client = client_of(certificate.person)
    page = reverse("portal:certificates")
    assert address(certificate) in client.get(page).content.decode()
    settings.ISSUER_COUNTRY = ""
    assert address(certificate) not in client.get(page).content.decode()
