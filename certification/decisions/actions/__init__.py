"""The verbs of deciding: apply, decide, confirm, escalate; and grants by rule."""

from certification.decisions.actions.applying import (
    apply,
    check_file,
    withdraw_application,
)
from certification.decisions.actions.deciding import (
    confirm_proposal,
    decide_application,
    grant_after_appeal,
    return_proposal,
)
from certification.decisions.actions.escalating import (
    escalate,
    give_seat,
    name_outside_decider,
)
from certification.decisions.actions.granting import find_grant, grant_by_rule

__all__ = [
    "apply",
    "check_file",
    "confirm_proposal",
    "decide_application",
    "escalate",
    "find_grant",
    "give_seat",
    "grant_after_appeal",
    "grant_by_rule",
    "name_outside_decider",
    "return_proposal",
    "withdraw_application",
]
