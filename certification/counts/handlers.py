"""Which facts about counting the journal's seals cover."""

from certification.counts.models import CountingRule
from lms.journal.facts import cover

cover(CountingRule)
