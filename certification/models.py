"""The tables of certification, gathered from its rooms for Django."""

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.counts.models import CountingRule
from certification.decisions.models import Decision, DecisionEvidence
from certification.documents.models import DesignVersion, Document, DocumentDesign
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion

__all__ = [
    "Certificate",
    "CertificateRevision",
    "CertificateType",
    "CountingRule",
    "Decision",
    "DecisionEvidence",
    "DesignVersion",
    "Document",
    "DocumentDesign",
    "Requirement",
    "Scheme",
    "SchemeVersion",
    "StatusEvent",
]
