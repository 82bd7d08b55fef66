"""The journal's own facts that its seals cover."""

from lms.journal.facts import cover
from lms.journal.models import DailyRoot

cover(DailyRoot)
