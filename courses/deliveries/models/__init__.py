"""Projects that pay, rights to teach, and the deliveries themselves."""

from courses.deliveries.models.delivery import (
    CalendarFeed,
    Delivery,
    DeliveryCorrection,
    DeliveryTemplate,
    Session,
    SessionRight,
    SessionRole,
)
from courses.deliveries.models.marks import DeliveryMark
from courses.deliveries.models.material import DeliveryModule, LessonVersion, MaterialVersion
from courses.deliveries.models.rights import (
    AuditedProject,
    Coordination,
    FormerPeriod,
    Project,
    ProjectPartner,
    RetentionHold,
    TeachingAuthority,
)

__all__ = [
    "AuditedProject",
    "CalendarFeed",
    "Coordination",
    "Delivery",
    "DeliveryCorrection",
    "DeliveryMark",
    "DeliveryModule",
    "DeliveryTemplate",
    "FormerPeriod",
    "LessonVersion",
    "MaterialVersion",
    "Project",
    "ProjectPartner",
    "RetentionHold",
    "Session",
    "SessionRight",
    "SessionRole",
    "TeachingAuthority",
]
