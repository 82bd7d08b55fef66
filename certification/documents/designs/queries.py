"""Which design a certificate's document is made by."""

from django.db.models import QuerySet

from certification.certificates.models import Certificate
from certification.documents.designs.rules import nearest
from certification.documents.models import DesignVersion, DocumentDesign
from certification.schemes.models import CertificateType


def design_for(certificate: Certificate) -> DesignVersion | None:
    """The version in use that fits the certificate best; None means the design that ships."""
    kind = certificate.decision.certificate_type
    scheme = certificate.scheme_version.scheme.code
    rows = DocumentDesign.objects.filter(
        is_retired=False, scheme__in=[scheme, ""], current__isnull=False
    ).values_list("scheme", "type", "language", "current")
    candidates = {(scheme, code, language): pk for scheme, code, language, pk in rows}
    found = nearest(candidates, (scheme, kind.code, certificate.language))
    return DesignVersion.objects.get(pk=found) if found else None


def types_in_use() -> QuerySet:
    """Scheme code and title, type code and title, of every version; a type is one by its code."""
    return CertificateType.objects.order_by(
        "version__scheme__code", "code", "-version__number"
    ).values_list("version__scheme__code", "version__scheme__title", "code", "title")
