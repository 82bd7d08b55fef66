"""The public addresses of credentials and what they speak of; they stand in signed texts."""

from django.conf import settings
from django.urls import reverse

from certification.certificates.models import CertificateRevision
from certification.credentials.models import StatusList
from certification.schemes.models import CertificateType


def credential(revision: CertificateRevision) -> str:
    """Also the credential's own id."""
    return _absolute("credential", revision.certificate.number, revision.number)


def status_list(status_list: StatusList, purpose: StatusList.Purpose) -> str:
    return _absolute("status_list", purpose.value, status_list.number)


def achievement(certificate_type: CertificateType, scope: str, form: str = "achievement") -> str:
    """What was achieved, the same for everybody; the form may be `badge_class` or a picture's."""
    version = certificate_type.version
    return _absolute(form, version.scheme.code, version.number, certificate_type.code, scope)


def older_assertion(revision: CertificateRevision) -> str:
    return _absolute("assertion", revision.certificate.number, revision.number)


def older_issuer(certificate_type: CertificateType) -> str:
    version = certificate_type.version
    return _absolute("issuer", version.scheme.code, version.number)


def _absolute(name: str, *arguments: object) -> str:
    return settings.SITE_URL + reverse(f"credentials:{name}", args=arguments)
