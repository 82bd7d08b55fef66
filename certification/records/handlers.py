"""Which facts about past trainings the journal's seals cover, and who works files of them."""

from certification.records.files import handlers as files
from certification.records.models import ClaimRefusal, RecordEvidence, RecordVersion
from lms.journal.facts import cover

__all__ = ["files"]

cover(RecordVersion)
cover(RecordEvidence)
cover(ClaimRefusal)
