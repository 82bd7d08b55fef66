"""Seals cover projects with every eligible period they were known to have (R29)."""

from courses.deliveries.models import Project
from lms.journal.facts import cover

cover(Project, parts=["former_periods"])
