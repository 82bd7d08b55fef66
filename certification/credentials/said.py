"""Reads what a credential says of a certificate out of its certificate, decision and evidence."""

import json
import secrets
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from certification.certificates.models import Certificate, CertificateRevision
from certification.certificates.queries import check_url, status_of
from certification.credentials import addresses
from certification.credentials.badges import older, open_badge
from certification.credentials.models import Credential, StatusList, StatusPlace
from certification.credentials.signing.did import issuer_did
from certification.decisions.models import DecisionEvidence
from certification.schemes.models import CertificateType
from courses.catalogue.models import ModulePage
from courses.deliveries.models import SessionRole
from lms.people.queries import is_withheld

SALT = 16  # bytes
EQF = "https://europass.europa.eu/en/description-eight-eqf-levels"
EQF_NAME = "European Qualifications Framework"
KINDS: dict[str, str] = {  # as the data model of Open Badges calls them
    CertificateType.Kind.ATTENDANCE: "CertificateOfCompletion",
    CertificateType.Kind.ASSESSED: "Certificate",
    CertificateType.Kind.CERTIFICATION: "Certification",
}
DEMONSTRATION = "Demonstration: the holder is invented."


def badge_of(place: StatusPlace) -> dict[str, Any]:
    """The whole Open Badge of a revision, not yet signed; each call salts the identity anew."""
    revision = place.revision
    certificate = revision.certificate
    evidence = list(certificate.decision.evidence.all())
    certificate_type = certificate.decision.certificate_type
    address = addresses.achievement(certificate_type, certificate.scope)
    achieved = achievement_of(
        certificate_type,
        certificate.scope,
        revision.scope_title,
        [row.label for row in scored(evidence)],
    )
    person = certificate.person
    identifiers = [open_badge.named(revision.holder_name)]
    if person.email:
        identifiers.append(open_badge.identity(person.email, secrets.token_urlsafe(SALT)))
    end = revision.valid_through
    return open_badge.credential(
        address=addresses.credential(revision),
        name=achieved["name"],
        description=DEMONSTRATION if person.is_demo else revision.statement,
        issuer=open_badge.issuer(issuer_did(), certificate.issuer_name, settings.SITE_URL),
        valid_from=revision.issued_at,
        valid_until=open_badge.end_of_day(end, certificate.zone) if end else None,
        identifiers=identifiers,
        number=certificate.number,
        achievement=achieved,
        results=[open_badge.result(address, row.label, percent(row)) for row in scored(evidence)],
        evidence=[
            *(
                open_badge.evidence(
                    label=row.label, counted_from=row.counted_from, sha256=row.sha256
                )
                for row in evidence
            ),
            *accreditations(certificate),
        ],
        status=status_entry(place, StatusList.Purpose.SUSPENSION),
    )


def status_entry(place: StatusPlace, purpose: StatusList.Purpose) -> dict[str, Any]:
    """Where the state of the revision is published; the same bit in the list of each purpose."""
    return open_badge.status(
        list_address=addresses.status_list(place.status_list, purpose),
        position=place.position,
        purpose=purpose.value,
        page=check_url(place.revision.certificate),
    )


def achievement_of(
    certificate_type: CertificateType, scope: str, scope_title: str, results: list[str]
) -> dict[str, Any]:
    """What was achieved, in the words of the version of its scheme."""
    version = certificate_type.version
    statement = statement_of(certificate_type, scope_title)
    return open_badge.achievement(
        address=addresses.achievement(certificate_type, scope),
        kind=KINDS[certificate_type.kind],
        title=certificate_type.title,
        scope_title=scope_title,
        statement=statement,
        criteria=open_badge.criteria(
            certificate_type.criteria or statement,
            certificate_type.outcomes,
            certificate_type.assessment_form,
            certificate_type.workload_hours,
        ),
        picture=addresses.achievement(certificate_type, scope, "picture"),
        version=f"{version.scheme.code} {version.number}",
        tags=[version.scheme.title, scope],
        alignments=alignments_of(certificate_type),
        results=results,
    )


def older_assertion_of(revision: CertificateRevision, credential: Credential) -> dict[str, Any]:
    """The credential in the words of Open Badges 2.0; the same each time."""
    certificate = revision.certificate
    certificate_type = certificate.decision.certificate_type
    return older.assertion(
        address=addresses.older_assertion(revision),
        class_address=addresses.achievement(certificate_type, certificate.scope, "badge_class"),
        page=check_url(certificate),
        credential=json.loads(credential.text),
    )


def alignments_of(certificate_type: CertificateType) -> list[dict[str, Any]]:
    """The frameworks that the scheme names, and the level of the European one."""
    found = [open_badge.alignment(**row) for row in certificate_type.alignments]
    if certificate_type.eqf_level:
        level = str(certificate_type.eqf_level)
        found.append(
            open_badge.alignment(name=f"EQF level {level}", url=EQF, framework=EQF_NAME, code=level)
        )
    return found


def statement_of(certificate_type: CertificateType, scope_title: str) -> str:
    """What holders have done, as a sentence without the holder."""
    scheme = certificate_type.version.scheme
    title = scheme.programme.title if scheme.programme else scheme.title
    return certificate_type.statement.format(module=scope_title, programme=title)


def scope_title_of(certificate_type: CertificateType, scope: str) -> str | None:
    """The title of the programme or module that the scope names; None where it names nothing.

    A scheme of any programme stands for itself.
    """
    scheme = certificate_type.version.scheme
    programme = scheme.programme
    if programme is None:
        return scheme.title if scope == scheme.code else None
    if certificate_type.scope == CertificateType.Scope.PROGRAMME:
        return programme.title if scope == programme.code else None
    module = ModulePage.objects.child_of(programme).only("code", "title").filter(code=scope).first()
    return f"{module.code} {module.title}" if module else None


def scored(evidence: list[DecisionEvidence]) -> list[DecisionEvidence]:
    """Facts that say how many points of how many were reached."""
    return [row for row in evidence if float(row.facts.get("maximum") or 0) > 0]


def percent(row: DecisionEvidence) -> str:
    return str(round(100 * float(row.facts["points"]) / float(row.facts["maximum"])))


def accreditations(certificate: Certificate) -> Iterator[dict[str, Any]]:
    """The credentials by which those who led the training were accredited on their last day of it.

    Nothing is said of trainers who asked that their certificates cannot be checked (R56).
    """
    enrolment = certificate.decision.enrolment
    if enrolment is None or enrolment.delivery_id is None:
        return
    roles = SessionRole.objects.current().filter(
        role=SessionRole.Role.LEAD, session__delivery=enrolment.delivery_id
    )
    zone = ZoneInfo(certificate.zone)
    last = {}
    for role in roles.select_related("session", "person").order_by("session__starts_at"):
        last[role.person] = role.session.starts_at.astimezone(zone).date()
    for trainer, day in last.items():
        if not is_withheld(trainer):
            yield from _accreditation(trainer, certificate, day)


def _accreditation(trainer, certificate: Certificate, day) -> Iterator[dict[str, Any]]:
    held = Certificate.objects.filter(
        person=trainer,
        decision__certificate_type__gives_right_to_teach=True,
        scheme_version__scheme=certificate.scheme_version.scheme_id,
    ).prefetch_related("status_events", "revisions")
    for accredited in held:
        if not status_of(accredited, day).is_valid:
            continue
        signed = Credential.objects.filter(
            revision__certificate=accredited, revision__issued_on__lte=day
        ).order_by("revision__number", "turn")
        if own := signed.select_related("revision__certificate").last():
            yield open_badge.accreditation(
                address=addresses.credential(own.revision),
                title=f"{accredited.title}, {accredited.number}",
                day=day,
                text=own.text,
            )


def revisions_with_words() -> QuerySet[CertificateRevision]:
    """With everything that their credentials say, in one query."""
    return CertificateRevision.objects.select_related(
        "certificate__person",
        "certificate__scheme_version",
        "certificate__decision__certificate_type__version__scheme__programme",
        "certificate__decision__enrolment",
    )
