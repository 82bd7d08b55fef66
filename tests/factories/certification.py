"""A small scheme over a programme for tests."""

from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, Scheme
from courses.catalogue.models import ProgrammePage
from tests.factories.courses import AT


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
