"""Seals cover what was found about files of evidence."""

from certification.evidence.models import EvidenceLoss
from lms.journal.facts import cover

cover(EvidenceLoss)
