"""The verbs of field projects: teams, their work, individual marks."""

from courses.fieldwork.actions.marks import confirm_project, mark_member
from courses.fieldwork.actions.teams import (
    end_assessor,
    form_team,
    join_team,
    leave_team,
    name_assessor,
    name_tutor,
)
from courses.fieldwork.actions.work import change_due_day, declare_contribution, hand_in, say

__all__ = [
    "change_due_day",
    "confirm_project",
    "declare_contribution",
    "end_assessor",
    "form_team",
    "hand_in",
    "join_team",
    "leave_team",
    "mark_member",
    "name_assessor",
    "name_tutor",
    "say",
]
