"""The platform's tables, gathered from its rooms for Django."""

from lms.api.models import ApiToken
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
    PersonIdentity,
    Region,
)

__all__ = [
    "AccessGrant",
    "ApiToken",
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
    "PersonIdentity",
    "Region",
    "Seal",
    "SealedEvent",
]
