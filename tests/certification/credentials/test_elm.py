"""The European export holds against the shapes that the Commission publishes."""

import base64
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyld import jsonld

from certification.certificates.models import Certificate, CertificateRevision
from certification.credentials.elm import CONTEXTS, european_credential
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType
from lms.errors import Refused
from lms.people.models import Person

DATA = Path(__file__).parent / "data" / "elm"
PICTURE = b"\x89PNG, a picture"
FILES = dict(zip(CONTEXTS, ("credentials-v1.json", "edc-context.json"), strict=True))
SHAPES = rdflib.Graph().parse(DATA / "edc-shapes.ttl")


@pytest.fixture(autouse=True)
def legal_person(settings):
    settings.ISSUER_LEGAL_IDENTIFIER = "VATES-A12345678"
    settings.ISSUER_COUNTRY = "ES"


def revision(*, kind=None, **changes) -> CertificateRevision:
    said = {
        "code": "manager",
        "title": "Cluster Excellence Manager",
        "criteria": "All modules passed, and the field project accepted.",
        "outcomes": ["Plan a regional training.", "Lead the discussion of a case."],
        "workload_hours": 120,
        "eqf_level": 6,
        "assessment_form": "written tests and an assessed field project",
    }
    certificate = Certificate(
        number="ABCD-2345-EFGH-6789-JKMN-PQRS-TVWX",
        title="Cluster Excellence Manager",
        issuer_name="Example Foundation",
        person=Person(is_demo=changes.pop("is_demo", False)),
        decision=Decision(certificate_type=CertificateType(**(said | (kind or {})))),
        zone="Europe/Madrid",
        language=changes.pop("language", "en"),
        issued_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )
    words = {
        "number": 1,
        "holder_name": "李小龙",
        "statement": "has passed the programme.",
        "scope_title": "Train the Trainers",
        "issued_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        "valid_through": date(2028, 3, 1),
    }
    return CertificateRevision(certificate=certificate, **(words | changes))


def load(address, _options=None):
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": json.loads((DATA / FILES[address]).read_text()),
    }


def refuse(term):
    raise AssertionError(f"The contexts do not define {term}.")


def graph_of(document: dict) -> rdflib.Graph:
    """As RDF, by the contexts alone; a word that they do not define fails the test."""
    quads = jsonld.JsonLdProcessor(on_property_dropped=refuse).to_rdf(
        document, {"documentLoader": load, "format": "application/n-quads"}
    )
    return rdflib.Graph().parse(data=quads, format="nt")


def problems(document: dict) -> str:
    """What the shapes say against it, "" where nothing."""
    conforms, _graph, text = pyshacl.validate(graph_of(document), shacl_graph=SHAPES)
    return "" if conforms else text


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"valid_through": None},
        {"language": "pt-br"},
        {"kind": {"eqf_level": None}},
        {
            "kind": {
                "eqf_level": None,
                "outcomes": [],
                "criteria": "",
                "workload_hours": None,
                "assessment_form": "",
            }
        },
    ],
)
def test_the_export_holds_against_the_published_shapes(changes):
    assert problems(european_credential(revision(**changes), PICTURE)) == ""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.pop("issuer"),
        lambda body: body["issuer"].pop("eIDASIdentifier"),
        lambda body: body["issuer"]["location"][0]["address"][0].pop("countryCode"),
        lambda body: body.pop("displayParameter"),
        lambda body: body["displayParameter"].update(
            primaryLanguage={"id": "urn:english", "type": "Concept"}
        ),
        lambda body: body["credentialSubject"].pop("hasClaim"),
        lambda body: body["credentialSubject"]["hasClaim"][0].pop("awardedBy"),
        lambda body: body["credentialSubject"]["hasClaim"][0].pop("title"),
        lambda body: body["credentialProfiles"][0]["inScheme"].update(id="urn:other"),
        lambda body: body.update(validFrom="yesterday"),
        lambda body: body.pop("credentialSchema"),
    ],
)
def test_the_shapes_would_find_what_is_missing_or_wrong(spoil):
    body = european_credential(revision(), PICTURE)
    spoil(body)
    assert problems(body) != ""


def test_a_word_that_the_contexts_do_not_define_is_found():
    body = european_credential(revision(), PICTURE)
    body["credentialSubject"]["nickname"] = "Bruce"
    with pytest.raises(AssertionError, match="nickname"):
        graph_of(body)


def test_r41_it_says_what_the_certificate_says():
    body = european_credential(revision(), PICTURE)
    (claim,) = body["credentialSubject"]["hasClaim"]
    spec = claim["specifiedBy"]
    assert body["credentialSubject"]["fullName"] == {"en": "李小龙"}
    assert claim["title"] == {"en": "Cluster Excellence Manager: Train the Trainers"}
    assert claim["awardedBy"]["awardingBody"][0]["id"] == body["issuer"]["id"]
    assert spec["type"] == "Qualification"
    assert spec["eqfLevel"]["id"] == "http://data.europa.eu/snb/eqf/6"
    assert spec["volumeOfLearning"] == "PT120H"
    assert [outcome["title"]["en"] for outcome in spec["learningOutcome"]] == [
        "Plan a regional training.",
        "Lead the discussion of a case.",
    ]
    assert spec["language"][0]["id"].endswith("/language/ENG")
    image = body["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"]
    assert base64.b64decode(image["content"]) == PICTURE


def test_r43_it_ends_with_the_last_day_of_the_issuers_zone():
    body = european_credential(revision(), PICTURE)
    assert (body["validFrom"], body["validUntil"]) == (
        "2026-03-02T09:00:00Z",
        "2028-03-01T22:59:59Z",
    )


def test_it_is_the_same_each_time_and_another_for_each_revision():
    first, again = (european_credential(revision(), PICTURE) for _turn in range(2))
    other = european_credential(revision(number=2), PICTURE)
    assert first == again
    assert first["id"] != other["id"]
    assert first["credentialSubject"]["id"] != other["credentialSubject"]["id"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [("ISSUER_LEGAL_IDENTIFIER", ""), ("ISSUER_COUNTRY", ""), ("ISSUER_COUNTRY", "XX")],
)
def test_an_issuer_without_a_legal_name_cannot_export(settings, setting, value):
    setattr(settings, setting, value)
    with pytest.raises(Refused) as refused:
        european_credential(revision(), PICTURE)
    assert refused.value.code == "no_legal_identifier"


def test_an_invented_holder_is_told_to_be_one():
    body = european_credential(revision(is_demo=True), PICTURE)
    assert "invented" in body["displayParameter"]["description"]["en"]
