"""Projects that pay, rights to teach, and the deliveries themselves."""

from courses.deliveries.models.delivery import (
    CalendarFeed,
    Delivery,
    DeliveryCorrection,
    DeliveryModule,
    DeliveryTemplate,
    Session,
    SessionRight,
    SessionRole,
)
from courses.deliveries.models.rights import Coordination, Project, TeachingAuthority

__all__ = [
    "CalendarFeed",
    "Coordination",
    "Delivery",
    "DeliveryCorrection",
    "DeliveryModule",
    "DeliveryTemplate",
    "Project",
    "Session",
    "SessionRight",
    "SessionRole",
    "TeachingAuthority",
]
