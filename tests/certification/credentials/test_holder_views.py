"""Forms of a credential for who knows the number; nothing for who does not, or may not."""

import json
from io import BytesIO

import jwt
import pytest
from defusedxml import ElementTree
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker
from PIL import Image

from certification.certificates.limits import MISSES
from certification.certificates.models import StatusEvent
from certification.certificates.numbers import make_number
from certification.credentials import said
from certification.credentials.models import StatusPlace
from certification.credentials.signing import keys, tokens
from certification.credentials.signing.data_integrity import canonical
from certification.schemes.models import CertificateType
from lms.people.actions import give_consent
from lms.people.consent_texts import newest_text
from lms.people.models import Consent
from tests.certification.credentials.badges.data_model import SCHEMA
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import AT
from tests.factories.credentials import change_status, credential_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FORMS = [
    "credential",
    "token",
    "baked_png",
    "baked_svg",
    "assertion",
    "older_png",
    "older_svg",
]


@pytest.fixture
def certificate(deliver_all):
    return certificate_of_a_passed_module(deliver_all)


def get(client, name, certificate, revision=1):
    number = getattr(certificate, "number", certificate)
    return client.get(reverse(f"credentials:{name}", args=[number, revision]))


def test_the_credential_is_handed_out_byte_by_byte_and_kept_by_no_cache(client, certificate):
    response = get(client, "credential", certificate)
    assert response.content.decode() == credential_of(certificate).text
    assert response["Content-Type"] == "application/vc"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    secured = json.loads(response.content)
    assert secured["id"].endswith(reverse("credentials:credential", args=[certificate.number, 1]))


def problems(secured) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(secured)]


def test_the_credential_is_one_of_the_published_data_model(certificate):
    secured = json.loads(credential_of(certificate).text)
    assert problems(secured) == []
    wrong = json.loads(json.dumps(secured))
    wrong["credentialStatus"] = [wrong["credentialStatus"]]
    del wrong["credentialSubject"]["achievement"]["criteria"]
    assert len(problems(wrong)) == 2


def test_the_achievement_has_all_that_the_scheme_says_of_it(deliver_all):
    certificate_of_a_passed_module(deliver_all)
    CertificateType.objects.update(
        criteria="Pass the test.",
        outcomes=["Explain clusters", "Plan one"],
        workload_hours=12,
        eqf_level=5,
        assessment_form="Test on a computer",
        alignments=[
            {"name": "ESCO", "url": "https://example.org/a", "framework": "F", "code": "1"}
        ],
    )
    place = StatusPlace.objects.get()
    body = said.badge_of(place)
    assert problems(body) == []
    achievement = body["credentialSubject"]["achievement"]
    assert [each["targetName"] for each in achievement["alignment"]] == ["ESCO", "EQF level 5"]
    assert achievement["criteria"]["narrative"] == (
        "Pass the test.\n\nLearning outcomes:\n\n- Explain clusters\n- Plan one\n\n"
        "Assessment: Test on a computer\n\nWorkload: 12 hours"
    )
    canonical(body)


def test_the_token_states_the_same_as_the_credential(client, certificate):
    text = get(client, "token", certificate).content.decode()
    key = keys.key_by_id(credential_of(certificate).key_id)
    claims = tokens.claims_of(text, key.public)
    secured = json.loads(credential_of(certificate).text)
    del secured["proof"]
    assert {name: claims[name] for name in secured} == secured
    assert set(claims) - set(secured) == {"iss", "jti", "nbf"}
    assert claims["iss"] == secured["issuer"]["id"]
    assert jwt.get_unverified_header(text)["kid"].startswith(claims["iss"])


def test_the_pictures_hold_the_credential_as_it_is(client, certificate):
    text = credential_of(certificate).text
    with Image.open(BytesIO(get(client, "baked_png", certificate).content)) as image:
        assert image.text == {"openbadgecredential": text}
    drawing = ElementTree.fromstring(get(client, "baked_svg", certificate).content)
    assert drawing[0].text == text


def fetched(client, address) -> dict:
    response = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert response.status_code == 200
    return json.loads(response.content)


def test_an_older_backpack_finds_assertion_class_issuer_and_picture(client, certificate):
    assertion = json.loads(get(client, "assertion", certificate).content)
    assert fetched(client, assertion["id"]) == assertion
    assert assertion["type"] == "Assertion"
    assert assertion["verification"] == {"type": "HostedBadge"}
    assert assertion["recipient"]["hashed"] is True
    assert assertion["recipient"]["identity"].startswith("sha256$")
    badge = fetched(client, assertion["badge"])
    assert (badge["type"], badge["id"]) == ("BadgeClass", assertion["badge"])
    issuer = fetched(client, badge["issuer"])
    assert (issuer["type"], issuer["name"]) == ("Issuer", certificate.issuer_name)
    picture = client.get(badge["image"].removeprefix("http://127.0.0.1:8000"))
    assert picture["Content-Type"] == "image/png"
    with Image.open(BytesIO(get(client, "older_png", certificate).content)) as image:
        assert json.loads(image.text["openbadges"]) == assertion
    drawing = ElementTree.fromstring(get(client, "older_svg", certificate).content)
    assert drawing[0].get("verify") == assertion["id"]


@pytest.mark.parametrize("kind", [StatusEvent.Kind.WITHDRAWN, StatusEvent.Kind.SUSPENDED])
def test_r42_an_assertion_is_gone_while_the_certificate_does_not_stand(client, certificate, kind):
    change_status(certificate, kind)
    response = get(client, "assertion", certificate)
    body = json.loads(response.content)
    assert (response.status_code, body["revoked"]) == (410, True)
    assert body["revocationReason"] == str(kind.label)
    assert get(client, "credential", certificate).status_code == 200


def test_what_stands_for_the_achievement_says_nothing_of_anybody(client, certificate):
    subject = json.loads(credential_of(certificate).text)["credentialSubject"]
    said = fetched(client, subject["achievement"]["id"])
    del subject["achievement"]["resultDescription"]
    assert said == subject["achievement"]
    assert certificate.person.last_name not in json.dumps(said)


def withhold(person):
    purpose = Consent.Purpose.WITHHELD_CHECK
    version = newest_text(purpose).version
    give_consent(person=person, purpose=purpose, text_version=version, by=person, at=AT)


@pytest.mark.parametrize("form", FORMS)
def test_r56_withheld_unknown_and_mistyped_answer_alike(client, certificate, form):
    withhold(certificate.person)
    answers = [
        get(client, form, certificate),
        get(client, form, make_number()),
        get(client, form, "no-number"),
        get(client, form, certificate, revision=2),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_r56_the_holder_and_the_office_still_get_what_is_withheld(client_of, certificate):
    withhold(certificate.person)
    assert get(client_of(certificate.person), "credential", certificate).status_code == 200
    officer = PersonFactory(roles=["officer"])
    assert get(client_of(officer), "credential", certificate).status_code == 200
    assert get(client_of(PersonFactory()), "credential", certificate).status_code == 404


def test_who_tries_numbers_is_stopped_and_everybody_else_is_not(client, certificate):
    for _try in range(MISSES):
        assert get(client, "credential", make_number()).status_code == 404
    assert get(client, "credential", certificate).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    path = reverse("credentials:credential", args=[certificate.number, 1])
    assert client.get(path, **elsewhere).status_code == 200
