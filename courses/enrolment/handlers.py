"""What of enrolment the outbox works."""

from courses.enrolment.bulk import handlers

__all__ = ["handlers"]
