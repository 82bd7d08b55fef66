"""Which facts about targets the journal's seals cover."""

from certification.targets.models import Target
from lms.journal.facts import cover

cover(Target)
