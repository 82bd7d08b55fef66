"""What of enrolment the outbox works."""

from courses.enrolment.bulk import handlers as bulk
from courses.enrolment.letters import handlers as letters

__all__ = ["bulk", "letters"]
