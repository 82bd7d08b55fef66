"""The tables of certification, gathered from its rooms for Django."""

from certification.certificates.models import (
    CaseDecision,
    Certificate,
    CertificateRevision,
    DeliveryCase,
    StatusEvent,
)
from certification.counts.models import CountingRule
from certification.credentials.models import Credential, StatusList, StatusPlace
from certification.decisions.models import Decision, DecisionEvidence
from certification.documents.models import DesignVersion, Document, DocumentDesign
from certification.labels.models import LabelEvidence, LabelWithdrawal, OrganisationLabel
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion

__all__ = [
    "CaseDecision",
    "Certificate",
    "CertificateRevision",
    "CertificateType",
    "CountingRule",
    "Credential",
    "Decision",
    "DecisionEvidence",
    "DeliveryCase",
    "DesignVersion",
    "Document",
    "DocumentDesign",
    "LabelEvidence",
    "LabelWithdrawal",
    "OrganisationLabel",
    "Requirement",
    "Scheme",
    "SchemeVersion",
    "StatusEvent",
    "StatusList",
    "StatusPlace",
]
