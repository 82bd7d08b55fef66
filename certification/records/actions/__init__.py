"""The verbs of past trainings: keep evidence, keep records, take files, settle disputes."""

from certification.records.actions.disputes import lift_refusals, settle_dispute
from certification.records.actions.evidence import attach_evidence, keep_evidence
from certification.records.actions.keeping import keep_records
from certification.records.actions.projects import keep_projects

__all__ = [
    "attach_evidence",
    "keep_evidence",
    "keep_projects",
    "keep_records",
    "lift_refusals",
    "settle_dispute",
]
