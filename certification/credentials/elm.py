"""Says a certificate in the European Learning Model, version 3: a European Digital Credential.

JSON-LD of the application profile `edc-generic-full`, not sealed: whoever holds the e-seal of the
organisation seals the file (JAdES). Words and numbers of the vocabularies are those that the
European Commission and the Publications Office publish.
"""

import base64
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pycountry
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from certification.certificates.models import Certificate, CertificateRevision
from certification.certificates.queries import check_url
from certification.credentials.badges.open_badge import end_of_day, instant
from lms.errors import Refused

CONTEXTS = [
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
]
SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"
AUTHORITY = "http://publications.europa.eu/resource/authority"
VOCABULARY = "http://data.europa.eu/snb"
LIST = "25831c2"  # what the vocabularies of the Commission call themselves
GENERIC = "e34929035b"
BASE64 = "6146cde7dd"

Node = dict[str, Any]


def european_credential(revision: CertificateRevision, picture: bytes) -> Node:
    """The whole, ready for the e-seal; `picture` is a PNG to show it by.

    The same each time. Refuses where the issuer has no legal identifier and country, which the
    model asks for, or the certificate a language that its list does not have.
    """
    certificate = revision.certificate
    name = _Names(revision)
    language = name.language()
    issuer = _issuer(name, certificate.issuer_name)
    with translation.override(name.tag):  # the same, whoever takes it
        achievement = _achievement(name, issuer)
        display = _display(name, certificate, revision, language, picture)
    body: Node = {
        "@context": CONTEXTS,
        "id": name.urn("credential", prefix="urn:credential"),
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSchema": [{"id": SCHEMA, "type": "ShaclValidator2017"}],
        "credentialProfiles": [
            concept(f"{VOCABULARY}/credential/{GENERIC}", f"{VOCABULARY}/credential/{LIST}")
        ],
        "identifier": [
            name.node("Identifier", "number")
            | {"notation": certificate.number, "schemeName": "Certificate number"}
        ],
        "issuer": issuer,
        "issued": instant(revision.issued_at),
        "issuanceDate": instant(revision.issued_at),
        "validFrom": instant(revision.issued_at),
        "displayParameter": display,
        "credentialSubject": name.node("Person", "holder")
        | {"fullName": name.text(revision.holder_name), "hasClaim": [achievement]},
    }
    if revision.valid_through is not None:
        end = instant(end_of_day(revision.valid_through, certificate.zone))
        body |= {"validUntil": end, "expirationDate": end}
    return body


class _Names:
    """Addresses and words for the parts of one credential."""

    def __init__(self, revision: CertificateRevision) -> None:
        self.revision = revision
        self.tag = revision.certificate.language
        self.root = f"{check_url(revision.certificate)}#{revision.number}"

    def urn(self, part: str, *, prefix: str = "") -> str:
        prefix = prefix or f"urn:epass:{part.partition('-')[0]}"
        return f"{prefix}:{uuid5(NAMESPACE_URL, f'{self.root}-{part}')}"

    def node(self, type_: str, part: str) -> Node:
        return {"id": self.urn(part), "type": type_}

    def text(self, words: str) -> dict[str, str]:
        return {self.tag: words}

    def note(self, part: str, words: str) -> Node:
        return self.node("Note", part) | {"noteLiteral": self.text(words)}

    def web(self, part: str, address: str, title: str) -> Node:
        return self.node("WebResource", part) | {
            "title": self.text(title),
            "contentURL": address,
        }

    def language(self) -> Node:
        found = pycountry.languages.get(alpha_2=self.tag.split("-")[0].lower())
        if found is None:
            raise Refused(
                "no_language",
                _("The European list of languages does not have “%s”.") % self.tag,
            )
        return concept(f"{AUTHORITY}/language/{found.alpha_3.upper()}", f"{AUTHORITY}/language")


def _issuer(name: _Names, legal_name: str) -> Node:
    found = pycountry.countries.get(alpha_2=settings.ISSUER_COUNTRY.upper() or "-")
    if found is None or not settings.ISSUER_LEGAL_IDENTIFIER:
        raise Refused(
            "no_legal_identifier",
            _(
                "A European Digital Credential names its issuer by legal identifier and country."
                " Whoever keeps the server sets ISSUER_LEGAL_IDENTIFIER and ISSUER_COUNTRY."
            ),
        )
    country = concept(f"{AUTHORITY}/country/{found.alpha_3}", f"{AUTHORITY}/country")
    address = name.node("Address", "address") | {"countryCode": country}
    return name.node("Organisation", "issuer") | {
        "legalName": name.text(legal_name),
        "eIDASIdentifier": name.node("LegalIdentifier", "legal")
        | {"notation": settings.ISSUER_LEGAL_IDENTIFIER, "spatial": country},
        "location": [name.node("Location", "place") | {"address": [address]}],
        "homepage": [name.web("home", settings.SITE_URL, legal_name)],
    }


def _achievement(name: _Names, issuer: Node) -> Node:
    revision = name.revision
    certificate = revision.certificate
    # By its address alone, since the same organisation is told in full as the issuer.
    body = {"id": issuer["id"], "type": "Organisation"}
    return name.node("LearningAchievement", "achievement") | {
        "title": name.text(f"{certificate.title}: {revision.scope_title}"),
        "description": name.text(revision.statement),
        "specifiedBy": _specification(name),
        "awardedBy": name.node("AwardingProcess", "awarding")
        | {"awardingBody": [body], "awardingDate": instant(certificate.issued_at)},
        "supplementaryDocument": [
            name.web("check", check_url(certificate), _("Check the certificate"))
        ],
    }


def _specification(name: _Names) -> Node:
    """A qualification where the scheme says its European level; the model has it there alone."""
    certificate = name.revision.certificate
    kind = certificate.decision.certificate_type
    has_level = kind.eqf_level is not None
    body = name.node(
        "Qualification" if has_level else "LearningAchievementSpecification", "specification"
    ) | {"title": name.text(kind.title), "language": [name.language()]}
    if kind.criteria:
        body["description"] = name.text(kind.criteria)
    if kind.workload_hours:
        body["volumeOfLearning"] = f"PT{kind.workload_hours}H"
    if has_level:
        body["eqfLevel"] = concept(f"{VOCABULARY}/eqf/{kind.eqf_level}", f"{VOCABULARY}/eqf/{LIST}")
    if kind.outcomes:
        body["learningOutcome"] = [
            name.node("LearningOutcome", f"outcome-{number}") | {"title": name.text(outcome)}
            for number, outcome in enumerate(kind.outcomes, 1)
        ]
        body["learningOutcomeSummary"] = name.note("outcomes", "\n".join(kind.outcomes))
    if kind.assessment_form:
        words = _("Form of assessment: %s") % kind.assessment_form
        body["additionalNote"] = [name.note("assessment", words)]
    return body


def _display(
    name: _Names,
    certificate: Certificate,
    revision: CertificateRevision,
    language: Node,
    picture: bytes,
) -> Node:
    image = name.node("MediaObject", "picture") | {
        "contentType": concept(f"{AUTHORITY}/file-type/PNG", f"{AUTHORITY}/file-type"),
        "contentEncoding": concept(
            f"{VOCABULARY}/encoding/{BASE64}", f"{VOCABULARY}/encoding/{LIST}"
        ),
        "content": base64.b64encode(picture).decode(),
    }
    detail = name.node("DisplayDetail", "page") | {"page": 1, "image": image}
    return name.node("DisplayParameter", "display") | {
        "title": name.text(certificate.title),
        "description": name.text(
            _("Demonstration: the holder is invented.")
            if certificate.person.is_demo
            else revision.statement
        ),
        "primaryLanguage": language,
        "language": [language],
        "individualDisplay": [
            name.node("IndividualDisplay", "individual")
            | {"language": language, "displayDetail": [detail]}
        ],
    }


def concept(address: str, scheme: str) -> Node:
    """A word of a published vocabulary."""
    return {
        "id": address,
        "type": "Concept",
        "inScheme": {"id": scheme, "type": "ConceptScheme"},
    }
