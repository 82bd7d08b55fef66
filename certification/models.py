"""The tables of certification, gathered from its rooms for Django."""

from certification.certificates.models import Certificate, Document, StatusEvent
from certification.counts.models import CountingRule
from certification.decisions.models import Decision, DecisionEvidence
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion

__all__ = [
    "Certificate",
    "CertificateType",
    "CountingRule",
    "Decision",
    "DecisionEvidence",
    "Document",
    "Requirement",
    "Scheme",
    "SchemeVersion",
    "StatusEvent",
]
