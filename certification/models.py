"""The tables of certification, gathered from its rooms for Django."""

from certification.appeals.models import Appeal, AppealDecision, AppealProposal
from certification.certificates.models import (
    CaseDecision,
    Certificate,
    CertificateRevision,
    DeliveryCase,
    StatusEvent,
)
from certification.counts.models import CountingRule
from certification.credentials.models import Credential, StatusList, StatusPlace
from certification.decisions.models import (
    Application,
    ApplicationCheck,
    Decision,
    DecisionEvidence,
    Escalation,
    Proposal,
    ProposalReturn,
)
from certification.documents.models import DesignVersion, Document, DocumentDesign
from certification.labels.models import LabelEvidence, LabelWithdrawal, OrganisationLabel
from certification.registers.models import TeachingLanguage
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from certification.schemes.papers.models import CandidatePaper, SignedAgreement

__all__ = [
    "Appeal",
    "AppealDecision",
    "AppealProposal",
    "Application",
    "ApplicationCheck",
    "CandidatePaper",
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
    "Escalation",
    "LabelEvidence",
    "LabelWithdrawal",
    "OrganisationLabel",
    "Proposal",
    "ProposalReturn",
    "Requirement",
    "Scheme",
    "SchemeVersion",
    "SignedAgreement",
    "StatusEvent",
    "StatusList",
    "StatusPlace",
    "TeachingLanguage",
]
