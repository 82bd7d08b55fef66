"""Issues certificates for decisions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.numbers import make_number
from certification.decisions.models import Decision
from certification.schemes.dating import last_day
from courses.catalogue.models import ModulePage
from lms.journal.actions import record_event
from lms.people.models import Person

SCOPE_TITLE = 255  # characters


@transaction.atomic
def issue_certificate(*, decision: Decision, by: Person | None, at: datetime) -> Certificate:
    """Freeze what the certificate says and grant it from this day on (R41).

    One certificate for a decision; a second call returns it. Records
    `certificates.certificate_granted`, which the letter follows, and
    `certificates.revision_issued`, which the document follows.
    """
    existing = Certificate.objects.filter(decision=decision).first()
    if existing:
        return existing
    certificate_type = decision.certificate_type
    version = certificate_type.version
    zone = version.scheme.zone
    issued_on = at.astimezone(ZoneInfo(zone)).date()
    scope_title, statement = said_by(decision)
    certificate = Certificate.objects.create(
        number=make_number(),
        decision=decision,
        person=decision.person,
        scheme_version=version,
        title=certificate_type.title,
        issuer_name=version.issuer_name,
        scope=decision.scope,
        zone=zone,
        issued_on=issued_on,
        language="en",
        issued_at=at,
    )
    through = last_day(issued_on, certificate_type.valid_months, certificate_type.dating)
    revision = CertificateRevision.objects.create(
        certificate=certificate,
        number=1,
        cause=CertificateRevision.Cause.GRANTED,
        holder_name=decision.person.get_full_name(),
        statement=statement,
        scope_title=shortened(scope_title),
        issued_on=issued_on,
        valid_through=through,
        issued_at=at,
        issued_by=by,
    )
    StatusEvent.objects.create(
        certificate=certificate,
        kind=StatusEvent.Kind.GRANTED,
        effective_on=issued_on,
        decided_on=issued_on,
        valid_through=through,
        by=by,
        recorded_at=at,
    )
    _record_grant(certificate, revision, by, at)
    return certificate


def _record_grant(
    certificate: Certificate, revision: CertificateRevision, by: Person | None, at: datetime
) -> None:
    """The grant with its number, so that a proof of the journal says of what it is one."""
    said = {"number": certificate.number}
    record_event(
        name="certificates.certificate_granted", subject=certificate, by=by, at=at, payload=said
    )
    record_event(name="certificates.revision_issued", subject=revision, by=by, at=at)


def said_by(decision: Decision) -> tuple[str, str]:
    """The title of what it was granted for, and the sentence that says what the holder has done.

    A scheme that counts what is done in any programme stands for itself.
    """
    certificate_type = decision.certificate_type
    scheme = certificate_type.version.scheme
    programme = scheme.programme
    whole = title = programme.title if programme else scheme.title
    if programme and certificate_type.scope == certificate_type.Scope.MODULE:
        modules = ModulePage.objects.child_of(programme).only("code", "title")
        module = modules.get(code=decision.scope)
        title = f"{module.code} {module.title}"
    return title, certificate_type.statement.format(module=title, programme=whole)


def shortened(text: str) -> str:
    """As much as the column of the scope holds; the statement says it in full."""
    return text if len(text) <= SCOPE_TITLE else text[: SCOPE_TITLE - 1].rstrip() + "…"
