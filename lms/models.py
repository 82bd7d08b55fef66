"""The platform's tables, gathered from its rooms for Django."""

from lms.api.models import ApiToken
from lms.auditing.models import AuditEntry
from lms.jobs.models import Job
from lms.journal.models import DailyRoot, Dispatch, Event, Seal, SealedEvent
from lms.notifications.models import LetterStop, LetterTemplate, Notification
from lms.people.merging import known_as, suspected_pairs
from lms.people.merging.models import DifferentPeople, KnownAs, PersonMerge, SuspectedPair
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
    "AuditEntry",
    "ConflictDeclaration",
    "Consent",
    "DailyRoot",
    "DifferentPeople",
    "Dispatch",
    "Event",
    "Job",
    "KnownAs",
    "LetterStop",
    "LetterTemplate",
    "Membership",
    "Notification",
    "Organisation",
    "Person",
    "PersonIdentity",
    "PersonMerge",
    "Region",
    "Seal",
    "SealedEvent",
    "SuspectedPair",
]

# Views in SQL, which the first migration makes after the tables: how, and how they are dropped.
VIEWS = [(suspected_pairs.CREATE, suspected_pairs.DROP), (known_as.CREATE, known_as.DROP)]
