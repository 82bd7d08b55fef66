"""The tables of certification, gathered from its rooms for Django."""

from certification.appeals.models import Appeal, AppealDecision, AppealProposal
from certification.certificates.models import (
    CaseDecision,
    Certificate,
    CertificateRevision,
    DeliveryCase,
    StatusEvent,
)
from certification.counts import completed_places
from certification.counts.models import CompletedPlace, CompletedPlaceThen, CountingRule, Summary
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
from certification.drafts.models import SchemeDraft
from certification.evidence import gaps
from certification.evidence.models import EvidenceGap, EvidenceLoss
from certification.labels.models import LabelEvidence, LabelWithdrawal, OrganisationLabel
from certification.personal_data.models import ErasureRequest
from certification.records.models import (
    ClaimRefusal,
    RecordEvidence,
    RecordVersion,
    TrainingRecord,
)
from certification.registers.models import TeachingLanguage
from certification.reports.models import FrozenFile, FrozenReport, FrozenRow
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from certification.schemes.papers.models import CandidatePaper, SignedAgreement
from certification.targets.models import Target

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
    "ClaimRefusal",
    "CompletedPlace",
    "CompletedPlaceThen",
    "CountingRule",
    "Credential",
    "Decision",
    "DecisionEvidence",
    "DeliveryCase",
    "DesignVersion",
    "Document",
    "DocumentDesign",
    "ErasureRequest",
    "Escalation",
    "EvidenceGap",
    "EvidenceLoss",
    "FrozenFile",
    "FrozenReport",
    "FrozenRow",
    "LabelEvidence",
    "LabelWithdrawal",
    "OrganisationLabel",
    "Proposal",
    "ProposalReturn",
    "RecordEvidence",
    "RecordVersion",
    "Requirement",
    "Scheme",
    "SchemeDraft",
    "SchemeVersion",
    "SignedAgreement",
    "StatusEvent",
    "StatusList",
    "StatusPlace",
    "Summary",
    "Target",
    "TeachingLanguage",
    "TrainingRecord",
]

# Views in SQL, which the first migration makes after the tables: how, and how they are dropped.
VIEWS = [
    (gaps.CREATE, gaps.DROP),
    (completed_places.CREATE, completed_places.DROP),
    (completed_places.CREATE_THEN, completed_places.DROP_THEN),
]
