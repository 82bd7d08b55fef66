"""Which facts about labels the journal's seals cover, and who works files of them."""

from certification.labels.files import handlers as files
from certification.labels.models import OrganisationLabel
from lms.journal.facts import cover

__all__ = ["files"]

cover(OrganisationLabel, parts=["withdrawals", "evidence"])
