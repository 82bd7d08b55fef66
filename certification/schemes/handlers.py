"""What of this room the journal covers."""

from certification.schemes.papers.models import CandidatePaper, SignedAgreement
from lms.journal.facts import cover

cover(SignedAgreement)
cover(CandidatePaper)
