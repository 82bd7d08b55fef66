"""The verbs of enrolment: places, roles in sessions, attendance."""

from courses.enrolment.actions.applying import (
    accept_invitation,
    apply_for_place,
    end_invitation,
    make_invitation,
)
from courses.enrolment.actions.attendance import (
    Noted,
    check_in,
    record_attendance,
    unlock_list,
)
from courses.enrolment.actions.evidence import keep_evidence, note_handed_out
from courses.enrolment.actions.joining import (
    approve,
    decline,
    give_free_places,
    join_delivery,
    leave,
    take_step,
)
from courses.enrolment.actions.places import enrol
from courses.enrolment.actions.roles import end_role, give_role, note_rights
from courses.enrolment.actions.sending import record_pack, record_platform_log

__all__ = [
    "Noted",
    "accept_invitation",
    "apply_for_place",
    "approve",
    "check_in",
    "decline",
    "end_invitation",
    "end_role",
    "enrol",
    "give_free_places",
    "give_role",
    "join_delivery",
    "keep_evidence",
    "leave",
    "make_invitation",
    "note_handed_out",
    "note_rights",
    "record_attendance",
    "record_pack",
    "record_platform_log",
    "take_step",
    "unlock_list",
]
