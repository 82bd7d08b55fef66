"""What the paper of a certificate says, put together from its revision and a design."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.certificates.models import CertificateRevision
from certification.certificates.queries import check_url
from certification.documents.codes import qr_svg
from certification.documents.designs.pictures import as_svg
from certification.documents.designs.rules import FACTS
from lms.notifications.rules import fill


@dataclass(frozen=True)
class Said:
    """What a certificate says in its language, whatever its design.

    `values` has a text for each placeholder, "" where the certificate has nothing to say.
    """

    language: str
    values: Mapping[str, str]
    url: str
    outcomes: list[str] = field(default_factory=list)
    signatories: list[Mapping[str, str]] = field(default_factory=list)
    notice: str = ""


def said_by(revision: CertificateRevision) -> Said:
    certificate = revision.certificate
    kind = certificate.decision.certificate_type
    with translation.override(certificate.language):
        return Said(
            language=certificate.language,
            values={
                "holder": revision.holder_name,
                "title": certificate.title,
                "scope": revision.scope_title,
                "statement": revision.statement,
                "outcomes": "; ".join(kind.outcomes),
                "workload": hours(kind.workload_hours),
                "level": level(kind.eqf_level),
                "assessment": kind.assessment_form,
                "issued_on": long_date(revision.issued_on),
                "valid_through": last_day(revision.valid_through),
                "number": certificate.number,
                "issuer": certificate.issuer_name,
                "scheme": scheme(
                    certificate.scheme_version.scheme.title, certificate.scheme_version.number
                ),
            },
            url=check_url(certificate),
            outcomes=kind.outcomes,
            signatories=kind.signatories,
            notice=(
                _("Demonstration: the holder is invented.") if certificate.person.is_demo else ""
            ),
        )


def invented(language: str, url: str) -> Said:
    """A certificate of nobody, to look at a design."""
    with translation.override(language):
        return Said(
            language=language,
            values={
                "holder": _("Kim Example"),
                "title": _("Associate Trainer"),
                "scope": _("Train the Trainers"),
                "statement": _(
                    "has completed the programme with its field project and may teach its modules."
                ),
                "outcomes": _("Plan a regional training; lead a discussion of a case."),
                "workload": hours(120),
                "level": level(6),
                "assessment": _("written tests and an assessed field project"),
                "issued_on": long_date(date(2026, 3, 2)),
                "valid_through": last_day(date(2028, 3, 2)),
                "number": "ABCD-1234-EFGH-5678-JKMN-9012-PQRS",
                "issuer": _("Example Foundation"),
                "scheme": scheme(_("Cluster Excellence"), 1),
            },
            url=url,
            outcomes=[_("Plan a regional training."), _("Lead the discussion of a case.")],
            signatories=[{"name": _("Alex Example"), "function": _("Director")}],
            notice=_("Preview: this certificate does not exist."),
        )


def paper(
    said: Said, design: Mapping[str, Any], *, address: str, credential: str = ""
) -> dict[str, Any]:
    """The input of the template: every word, picture and colour. `address` is what the code holds."""
    with translation.override(said.language):
        return {
            **{key: design[key] for key in ("orientation", "colour", "accent")},
            "language": said.language.split("-")[0],
            "document_title": f"{said.values['title']}: {said.values['holder']}",
            "issuer": said.values["issuer"],
            "title": fill(design["title"], said.values),
            "opening": fill(design["opening"], said.values) or _("This certifies that"),
            "holder": said.values["holder"],
            "body": _lines(fill(design["body"], said.values)),
            "closing": _lines(fill(design["closing"], said.values)),
            "outcomes_title": _("Learning outcomes"),
            "outcomes": said.outcomes if design["shows_outcomes"] else [],
            "facts": [
                (str(FACTS[code]), said.values[code])
                for code in design["facts"]
                if said.values[code]
            ],
            "logos": [
                {"svg": as_svg(each["picture"]), "alt": each["alt"]} for each in design["logos"]
            ],
            "signatures": _signatures(said, design),
            "check": _("Check this certificate, its status on any date, and its proof:"),
            "url": said.url,
            "qr": qr_svg(address, design["colour"]),
            "qr_mm": 30 if len(address) < LONG_ADDRESS else 38,
            "qr_alt": _("QR code that leads to %s") % said.url,
            "credential": credential,
            "credential_description": _("The same certificate as a signed credential"),
            "notice": said.notice,
        }


LONG_ADDRESS = 150  # characters; above, the squares of the code need more room


def _signatures(said: Said, design: Mapping[str, Any]) -> list[dict[str, str]]:
    """Those of the design; without any the names that the scheme gives for the certificate."""
    return [
        {
            "svg": as_svg(each["picture"]) if each.get("picture") else "",
            "alt": _("Signature of %s") % each["name"],
            "name": each["name"],
            "function": each["function"],
        }
        for each in design["signatures"] or said.signatories
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def hours(count: int | None) -> str:
    return ngettext("%s hour", "%s hours", count) % count if count else ""


def level(number: int | None) -> str:
    return _("level %s of the European Qualifications Framework") % number if number else ""


def last_day(day: date | None) -> str:
    return long_date(day) if day else _("no end date")


def scheme(title: str, version: int) -> str:
    return _("%(scheme)s, version %(version)s") % {"scheme": title, "version": version}


def long_date(day: date) -> str:
    return date_format(day, "j F Y")
