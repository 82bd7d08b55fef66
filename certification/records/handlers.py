"""Which facts about past trainings the journal's seals cover."""

from certification.records.models import RecordEvidence, RecordVersion
from lms.journal.facts import cover

cover(RecordVersion)
cover(RecordEvidence)
