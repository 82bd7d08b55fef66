"""Places in programmes and deliveries, and who attended what."""

from courses.enrolment.models.attendance import AttendanceEntry, Evidence, ListUnlock
from courses.enrolment.models.places import Enrolment, EnrolmentStep, Invitation

__all__ = [
    "AttendanceEntry",
    "Enrolment",
    "EnrolmentStep",
    "Evidence",
    "Invitation",
    "ListUnlock",
]
