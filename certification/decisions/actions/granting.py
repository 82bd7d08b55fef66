"""Decides: grants by rule where the scheme allows it, exactly once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.decisions.actions.freezing import freeze
from certification.decisions.models import Decision, Purpose
from certification.decisions.used import facts_used
from certification.schemes.evidence import Evidence
from certification.schemes.models import CertificateType
from certification.schemes.queries import candidate_file
from certification.schemes.rules import day_of
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.journal.actions import record_event


def grant_by_rule(
    *, enrolment: Enrolment, certificate_type: CertificateType, scope: str, at: datetime
) -> Decision | None:
    """Record that the rule grants the type, once per person and scope; None while not due.

    Needs all requirements met (R48) and a type that may be granted by rule (R49). Decided at `at`,
    but never before the last requirement was met, in whatever order the events are delivered (R7),
    and only under a version that holds on that day: the event of that day asks the next one (R51).
    The evidence is frozen with the decision. Records `decisions.granted_by_rule`, which issuing
    the certificate follows in the layer above. Safe to call at any time from anywhere: a unique
    constraint decides between calls at the same moment, and the later ones get the same decision.
    """
    if not certificate_type.is_automatic:
        raise Refused("not_automatic", _("A person decides about this certificate."), "R49")
    existing = find_grant(enrolment, certificate_type, scope)
    if existing:
        return existing
    file = candidate_file(
        person=enrolment.person,
        certificate_type=certificate_type,
        scope=scope,
        at=at,
        enrolment=enrolment,
        used=facts_used(enrolment.person, certificate_type, scope, Purpose.GRANT),
    )
    if not file.is_complete:
        return None
    at = max(at, file.completed_at or at)
    version = certificate_type.version
    if not version.holds_on(day_of(at, version.scheme)):
        return None
    try:
        with transaction.atomic():
            return _grant(enrolment, certificate_type, scope, file.evidence, at)
    except IntegrityError:
        granted = find_grant(enrolment, certificate_type, scope)
        if granted is None:
            raise
        return granted


def find_grant(
    enrolment: Enrolment, certificate_type: CertificateType, scope: str
) -> Decision | None:
    return Decision.objects.filter(
        person=enrolment.person_id,
        scheme_code=certificate_type.version.scheme.code,
        type_code=certificate_type.code,
        scope=scope,
        outcome=Decision.Outcome.GRANTED,
    ).first()


def _grant(
    enrolment: Enrolment,
    certificate_type: CertificateType,
    scope: str,
    evidence: tuple[Evidence, ...],
    at: datetime,
) -> Decision:
    version = certificate_type.version
    rule = f"{certificate_type.code}, {version.scheme.code} version {version.number}"
    decision = Decision.objects.create(
        person_id=enrolment.person_id,
        certificate_type=certificate_type,
        type_code=certificate_type.code,
        scheme_code=version.scheme.code,
        scope=scope,
        enrolment=enrolment,
        outcome=Decision.Outcome.GRANTED,
        rule=rule,
        decided_at=at,
    )
    freeze(decision, evidence)
    record_event(name="decisions.granted_by_rule", subject=decision, by=None, at=at)
    return decision
