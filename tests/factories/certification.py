"""A small scheme over a programme for tests."""

import uuid

from certification.certificates.models import Certificate
from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, Scheme
from courses.attempts.actions import submit_attempt
from courses.catalogue.models import ProgrammePage
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page


def scheme_data(programme: ProgrammePage, modules: list[str], **changes) -> dict:
    return {
        "code": programme.code,
        "title": "Cluster Excellence",
        "programme": programme.code,
        "zone": "Europe/Madrid",
        "versions": [
            {
                "number": 1,
                "issuer_name": "Example Foundation",
                "valid_from": "2012-01-01",
                "certificate_types": [
                    {
                        "code": "module-certificate",
                        "title": "Module certificate",
                        "statement": "has passed the assessment of the module {module}.",
                        "scope": "module",
                        "is_automatic": True,
                        "requirements": [{"kind": "module_passed"}],
                    },
                    {
                        "code": "cluster-excellence-manager",
                        "title": "Cluster Excellence Manager",
                        "statement": "has passed the programme {programme}.",
                        "scope": "programme",
                        "for_role": "manager",
                        "is_automatic": True,
                        "requirements": [
                            {"kind": "modules_passed", "parameters": {"modules": modules}}
                        ],
                    },
                ],
            }
        ],
    } | changes


def install(programme: ProgrammePage, modules: list[str] | None = None):
    """The scheme, requiring these modules (default M1) for the manager's certificate."""
    return install_scheme(data=scheme_data(programme, modules or ["M1"]), by=None, at=AT)


def certificate_type(programme: ProgrammePage, code: str) -> CertificateType:
    if not Scheme.objects.filter(programme=programme).exists():
        install(programme)
    return CertificateType.objects.get(version__scheme__programme=programme, code=code)


def module_certificate_type(programme: ProgrammePage) -> CertificateType:
    return certificate_type(programme, "module-certificate")


def certificate_of_a_passed_module(deliver_all) -> Certificate:
    """The first certificate of somebody who passed M1, and everything that follows a grant."""
    programme = programme_page()
    install(programme, ["M1", "M9"])
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    return Certificate.objects.get()
