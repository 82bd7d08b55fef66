"""Which facts about people the journal's seals cover."""

from lms.journal.facts import cover
from lms.people.models import Consent

cover(Consent)
