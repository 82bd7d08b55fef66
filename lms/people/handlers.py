"""Which facts about people the journal's seals cover."""

from lms.journal.facts import cover
from lms.people.merging.models import DifferentPeople, PersonMerge
from lms.people.models import Consent

cover(Consent)
cover(PersonMerge)
cover(DifferentPeople)
