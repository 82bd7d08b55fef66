"""The verbs of deliveries: projects, rights to teach, plans and their sessions, calendars."""

from courses.deliveries.actions.auditing import open_audit
from courses.deliveries.actions.calendars import end_calendar_feed, make_calendar_feed
from courses.deliveries.actions.marks import mark_delivery
from courses.deliveries.actions.material import use_newer_material
from courses.deliveries.actions.planning import (
    add_session,
    cancel_delivery,
    cancel_session,
    change_delivery,
    change_session,
    keep_template,
    open_delivery,
    plan_delivery,
)
from courses.deliveries.actions.retention import lift_hold, place_hold
from courses.deliveries.actions.rights import (
    change_project,
    give_teaching_authority,
    keep_teaching_authority,
    name_coordinator,
    name_partner,
    register_project,
    remove_partner,
)
from courses.deliveries.actions.standing import allow_correction, check_standing

__all__ = [
    "add_session",
    "allow_correction",
    "cancel_delivery",
    "cancel_session",
    "change_delivery",
    "change_project",
    "change_session",
    "check_standing",
    "end_calendar_feed",
    "give_teaching_authority",
    "keep_teaching_authority",
    "keep_template",
    "lift_hold",
    "make_calendar_feed",
    "mark_delivery",
    "name_coordinator",
    "name_partner",
    "open_audit",
    "open_delivery",
    "place_hold",
    "plan_delivery",
    "register_project",
    "remove_partner",
    "use_newer_material",
]
