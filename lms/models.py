"""The platform's tables, gathered from its rooms for Django."""

from lms.jobs.models import Job
from lms.journal.models import DailyRoot, Dispatch, Event, Seal, SealedEvent
from lms.notifications.models import LetterStop, LetterTemplate, Notification
from lms.people.models import (
    AccessGrant,
    ConflictDeclaration,
    Consent,
    Membership,
    Organisation,
    Person,
    Region,
)

__all__ = [
    "AccessGrant",
    "ConflictDeclaration",
    "Consent",
    "DailyRoot",
    "Dispatch",
    "Event",
    "Job",
    "LetterStop",
    "LetterTemplate",
    "Membership",
    "Notification",
    "Organisation",
    "Person",
    "Region",
    "Seal",
    "SealedEvent",
]
