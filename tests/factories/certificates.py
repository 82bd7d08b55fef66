"""Certificates that end, and officers who may change them, for tests of their life."""

from datetime import UTC, date, datetime, time
from typing import Any

from certification.certificates.actions import issue_certificate
from certification.certificates.models import Certificate
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType, Scheme
from courses.catalogue.models import ProgrammePage
from tests.factories.certification import install
from tests.factories.courses import enrolment, programme_page
from tests.factories.people import PersonFactory

GRANTED_ON = date(2026, 3, 2)
NOON = time(12)
LABEL = {  # as labels are renewed: two years, then three from the previous end, within a year
    "valid_months": 24,
    "renewal_months": 36,
    "renewal_window_months": 6,
    "grace_months": 12,
    "extension_months": 6,
}


def noon(day: date) -> datetime:
    return datetime.combine(day, NOON, UTC)


def officer():
    return PersonFactory(roles=["officer"])


def type_of(programme: ProgrammePage, code: str = "module-certificate", **fields: Any):
    """The type with these fields, as if its scheme had said so from the beginning."""
    if not Scheme.objects.filter(programme=programme).exists():
        install(programme)
    found = CertificateType.objects.filter(version__scheme__programme=programme, code=code)
    found.update(**fields)
    return found.select_related("version__scheme__programme").get()


def decision_on(
    certificate_type: CertificateType, day: date, *, place=None, scope: str = "", **fields: Any
) -> Decision:
    """A decision of a rule, as if everything for it had been there."""
    programme = certificate_type.version.scheme.programme
    place = place or enrolment(programme=programme)
    is_module = certificate_type.scope == CertificateType.Scope.MODULE
    return Decision.objects.create(
        **{
            "person": place.person,
            "certificate_type": certificate_type,
            "type_code": certificate_type.code,
            "scheme_code": certificate_type.version.scheme.code,
            "scope": scope or ("M1" if is_module else programme.code),
            "enrolment": place,
            "outcome": Decision.Outcome.GRANTED,
            "rule": "of the test",
            "decided_at": noon(day),
        }
        | fields
    )


def issued(
    *,
    on: date = GRANTED_ON,
    place=None,
    programme: ProgrammePage | None = None,
    code: str = "module-certificate",
    scope: str = "",
    **fields: Any,
) -> Certificate:
    """A certificate granted on a day under a type with these fields."""
    programme = programme or (place.programme if place else programme_page())
    certificate_type = type_of(programme, code, **fields)
    decision = decision_on(certificate_type, on, place=place, scope=scope)
    return issue_certificate(decision=decision, by=None, at=noon(on))


def lasting(**fields: Any) -> Certificate:
    """A certificate that ends, and may be renewed and extended."""
    return issued(**(LABEL | fields))
